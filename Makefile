# swarm: load testing. `make` builds build/swarm and build/swarmc; `make help` lists targets and variables.

VERSION  := 0.1.0

# CFLAGS, CPPFLAGS and LDFLAGS belong to whoever builds. What swarm itself needs is in variables of its own, and stands before.
ifdef SAN
  B         := build/san
  CFLAGS    ?= -O1 -g -fno-omit-frame-pointer
  SANITIZE  := -fsanitize=address,undefined -fno-sanitize-recover=undefined
else ifdef TSAN
  B         := build/tsan
  CFLAGS    ?= -O1 -g -fno-omit-frame-pointer
  SANITIZE  := -fsanitize=thread
else
  B         := build
  CFLAGS    ?= -O2 -g
  HARDENING ?= 1
endif

# Warnings are errors in a git checkout only: a newer compiler with new warnings mustn't break a build from a tarball.
WERROR ?= $(if $(wildcard .git),1,0)

# _FORTIFY_SOURCE needs optimization, and a distribution may have chosen a level already.
ifeq ($(HARDENING),1)
  ifneq ($(filter-out -O0,$(filter -O%,$(CFLAGS))),)
    FORTIFY := $(if $(findstring _FORTIFY_SOURCE,$(CFLAGS) $(CPPFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  endif
  HARDEN_CFLAGS  := -fstack-protector-strong -fPIE
  HARDEN_LDFLAGS := -pie -Wl,-z,relro -Wl,-z,now
endif

# Libraries that pkg-config knows, from the list of all that a build needs.
PKG_CONFIG ?= pkg-config
PACKAGES   := $(shell sed -n 's/^library  *\([^ ]*\) .*/\1/p' .ci/requirements)

# clang doesn't know -Wshadow=local; gcc ignores a -Wno- that it doesn't know.
WARNINGS       := -Wall -Wextra -Wshadow=local -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wno-unknown-warning-option \
                  $(if $(filter 1,$(WERROR)),-Werror)
SWARM_CPPFLAGS := -I. -I$(B)/gen -D_GNU_SOURCE -DSWARM_VERSION='"$(VERSION)"' $(FORTIFY)
SWARM_CFLAGS   := -std=c11 $(WARNINGS) $(SANITIZE) $(HARDEN_CFLAGS) $(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null)
SWARM_LDFLAGS  := $(HARDEN_LDFLAGS)
LIBS           := $(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null) -lev -lm -lpthread

COMPILE = $(CC) $(SWARM_CPPFLAGS) $(CPPFLAGS) $(SWARM_CFLAGS) $(CFLAGS)
LINK    = $(CC) $(SWARM_CFLAGS) $(CFLAGS) $(SWARM_LDFLAGS) $(LDFLAGS)

PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
MANDIR  ?= $(PREFIX)/share/man
DOCDIR  ?= $(PREFIX)/share/doc/swarm
COMPDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR  ?= $(PREFIX)/share/zsh/vendor-completions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
STRIP   ?= -s
OBJCOPY ?= objcopy

# Sources are found, not listed. What is only one program's: runtime/cli (swarm) and compiler/commands (swarmc).
find = $(sort $(shell find $(1) -type f \( $(2) \)))
CLI          := $(call find,runtime/cli,-name '*.c')
COMPILER_CMD := $(call find,compiler/commands,-name '*.c')
LIBRARY      := $(filter-out $(CLI) $(COMPILER_CMD),$(call find,runtime compiler,-name '*.c'))
GENERATED    := $(patsubst %,$(B)/gen/%,swarm.tab.c swarm.lex.c stdlib_text.c diag_pages.c page_assets.c)
SOURCES      := $(LIBRARY) $(COMPILER_CMD) $(CLI)
HEADERS      := $(call find,runtime compiler page,-name '*.h')
TEST_SOURCES := $(call find,tests,-name '*.[ch]')

object = $(patsubst %.c,$(B)/obj/%.o,$(1))
LIB_OBJECTS  := $(call object,$(LIBRARY)) $(patsubst $(B)/gen/%.c,$(B)/obj/gen/%.o,$(GENERATED))

UNIT_TESTS   := $(patsubst tests/unit/%.c,$(B)/tests/unit/%,$(wildcard tests/unit/*_test.c))
FUZZERS      := $(patsubst tests/fuzz/%.c,$(B)/tests/fuzz/%,$(wildcard tests/fuzz/*_fuzz.c))
TEST_TOOLS   := $(patsubst tests/tools/%.c,$(B)/tests/tools/%,$(wildcard tests/tools/*.c))
BENCH_TOOLS  := $(patsubst tests/bench/%.c,$(B)/tests/bench/%,$(wildcard tests/bench/*.c))

.DELETE_ON_ERROR:
.PHONY: all help demo test check test-programs screenshots compile_commands.json bench bench-programs fmt lint install uninstall dist deb packages clean
all: $(B)/swarm $(B)/swarmc

help:
	@echo 'make                build/swarm and build/swarmc'
	@echo 'make demo           install what is needed, build, and run the playlist scenario on the built-in target'
	@echo 'make test | check   install what is needed, build, and run every test'
	@echo 'make bench          CPU per request against its peers, memory per user, a sample, speed of the compiler'
	@echo 'make fmt | lint     clang-format and swarmc fmt | clang-tidy, cppcheck, and tsc for the web page'
	@echo 'make screenshots    the pictures of the web page in the README'
	@echo 'make install        to PREFIX (/usr/local), under DESTDIR; `make uninstall` removes it'
	@echo 'make dist           build/$(DIST).tar.gz, which builds without npm and git'
	@echo 'make deb            a Debian package from that tarball, in build/deb'
	@echo 'make compile_commands.json   for clangd and other tools'
	@echo 'make packages       install the Debian packages that a build needs'
	@echo 'make clean          remove what make has made'
	@echo
	@echo 'CC, CFLAGS (-O2 -g), CPPFLAGS, LDFLAGS   yours; swarm adds what it needs'
	@echo 'WERROR=1 | 0        warnings are errors: 1 in a git checkout, 0 in a tarball'
	@echo 'HARDENING=0         without _FORTIFY_SOURCE, stack protector, PIE, RELRO and BIND_NOW'
	@echo 'SAN=1 | TSAN=1      ASan and UBSan, in build/san | ThreadSanitizer, in build/tsan'
	@echo 'STRIP=              install programs with their symbols'
	@echo 'BINDIR, MANDIR, DOCDIR, COMPDIR          where the parts go, if not to the usual places under PREFIX'

# Names what is missing for a build, a line each, before a compiler stumbles over it.
$(B)/requirements: export CC := $(CC)
$(B)/requirements: export CPPFLAGS := $(CPPFLAGS)
$(B)/requirements: export PKG_CONFIG := $(PKG_CONFIG)
$(B)/requirements: .ci/requirements .ci/missing
	@mkdir -p $(@D)
	@sh .ci/missing
	@touch $@

# ---- the two programs ----

$(B)/libswarm.a: $(LIB_OBJECTS)
	@rm -f $@
	@$(AR) rcs $@ $^

$(B)/swarm: $(call object,$(CLI)) $(B)/libswarm.a
	@echo '  link  $@'
	@$(LINK) -o $@ $^ $(LIBS)

$(B)/swarmc: $(call object,$(COMPILER_CMD)) $(B)/libswarm.a
	@echo '  link  $@'
	@$(LINK) -o $@ $^ $(LIBS)

$(B)/obj/%.o: %.c | $(B)/requirements $(B)/gen/swarm.tab.h
	@mkdir -p $(@D)
	@echo '  cc    $<'
	@$(COMPILE) -MMD -MP -c -o $@ $<

# Generated C isn't held to our warnings.
$(B)/obj/gen/%.o: $(B)/gen/%.c | $(B)/requirements $(B)/gen/swarm.tab.h
	@mkdir -p $(@D)
	@$(COMPILE) -Wno-unused-function -Wno-missing-prototypes -Wno-sign-compare -Wno-shadow -MMD -MP -c -o $@ $<

$(B)/gen/swarm.tab.c $(B)/gen/swarm.tab.h &: grammar/swarm.y | $(B)/requirements
	@mkdir -p $(@D)
	@echo '  bison $<'
	@bison -Wall -Werror -Wno-yacc --defines=$(B)/gen/swarm.tab.h -o $(B)/gen/swarm.tab.c $<

$(B)/gen/swarm.lex.c: grammar/swarm.l compiler/parse/keywords.def | $(B)/requirements
	@mkdir -p $(@D)
	@echo '  flex  $<'
	@flex --header-file=$(B)/gen/swarm.lex.h -o $@ $<

$(B)/gen/swarm.lex.h: $(B)/gen/swarm.lex.c ;

# Every file under stdlib/ becomes an entry { "std/http", text, length } of stdlib_files[].
$(B)/gen/stdlib_text.c: $(wildcard stdlib/std/*.swarm) stdlib/embed.sh
	@mkdir -p $(@D)
	@sh stdlib/embed.sh stdlib > $@

# The pages of `swarmc explain`.
$(B)/gen/diag_pages.c: docs/diagnostics.md docs/embed.sh
	@mkdir -p $(@D)
	@sh docs/embed.sh docs/diagnostics.md > $@

# The web page. Its libraries come from npm as page/package-lock.json says, once for all builds; a tarball brings them.
MODULES := $(firstword $(wildcard vendor/node_modules) build/npm/node_modules)
build/npm/node_modules/stamp: page/package.json page/package-lock.json | $(B)/requirements
	@rm -rf build/npm
	@mkdir -p build/npm
	@cp $^ build/npm
	@echo '  npm   page/package-lock.json'
	@cd build/npm && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

# With the tools that check the page, for tests and lint.
build/npm-dev/node_modules/stamp: page/package.json page/package-lock.json
	@rm -rf build/npm-dev
	@mkdir -p build/npm-dev
	@cp $^ build/npm-dev
	@cd build/npm-dev && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

PAGE := $(filter-out page/test/%,$(call find,page,-name '*.js' -o -name '*.css' -o -name '*.html' -o -name '*.awk' -o -name '*.sh'))
$(B)/gen/page_assets.c: $(MODULES)/stamp $(PAGE)
	@mkdir -p $(@D)
	@echo '  page  $@'
	@sh page/embed.sh page $(MODULES) > $@

-include $(patsubst %.o,%.d,$(LIB_OBJECTS) $(call object,$(CLI) $(COMPILER_CMD)))

# ---- tests ----

$(B)/tests/unit/%: tests/unit/%.c $(B)/libswarm.a $(wildcard tests/support/*.h)
	@mkdir -p $(@D)
	@echo '  test  $<'
	@$(COMPILE) $(SWARM_LDFLAGS) $(LDFLAGS) -o $@ $< $(B)/libswarm.a $(LIBS)

# Fuzz targets replay their seeds in `make test`; with clang's libFuzzer in place of replay_main.c they search on their own.
$(B)/tests/fuzz/%: tests/fuzz/%.c tests/fuzz/replay_main.c $(B)/libswarm.a
	@mkdir -p $(@D)
	@echo '  fuzz  $<'
	@$(COMPILE) -Wno-missing-prototypes $(SWARM_LDFLAGS) $(LDFLAGS) -o $@ $< tests/fuzz/replay_main.c $(B)/libswarm.a $(LIBS)

# It has swarmc inside, whose main goes by another name.
$(B)/tests/tools/compiler: tests/tools/compiler.c $(call object,$(COMPILER_CMD)) $(B)/libswarm.a
	@mkdir -p $(@D)
	@echo '  tool  $<'
	@$(OBJCOPY) --redefine-sym main=swarmc_main $(call object,compiler/commands/swarmc.c) $(@D)/swarmc.o
	@$(COMPILE) $(SWARM_LDFLAGS) $(LDFLAGS) -o $@ $< $(@D)/swarmc.o \
	    $(filter-out %/swarmc.o,$(call object,$(COMPILER_CMD))) $(B)/libswarm.a $(LIBS)

$(B)/tests/%: tests/%.c $(B)/libswarm.a
	@mkdir -p $(@D)
	@echo '  tool  $<'
	@$(COMPILE) $(SWARM_LDFLAGS) $(LDFLAGS) -o $@ $< $(B)/libswarm.a $(LIBS)

test-programs: all $(UNIT_TESTS) $(FUZZERS) $(TEST_TOOLS) build/npm-dev/node_modules/stamp

# Packages first, in a make of its own: pkg-config's answers are read when make starts.
test:
	@sh .ci/packages test
	@$(MAKE) --no-print-directory -j$(shell nproc) test-programs
	@B=$(B) SAN=$(SAN) tests/run
check: test

demo: packages
	@$(MAKE) --no-print-directory -j$(shell nproc) all
	$(B)/swarm demo scenarios/playlist.swarm --users 20 --spawn-rate 10 --run-time 10s

packages:
	@sh .ci/packages

screenshots: all
	@sh .ci/packages test
	@B=$(B) sh docs/screenshots.sh

bench-programs: all $(BENCH_TOOLS)
bench:
	@sh .ci/packages bench
	@$(MAKE) --no-print-directory -j$(shell nproc) bench-programs
	@B=$(B) tests/bench/run

# ---- care ----

# How each file is compiled, for clangd and others.
compile_commands.json: export COMMAND = $(COMPILE)
compile_commands.json: $(SOURCES) $(TEST_SOURCES) Makefile $(B)/gen/swarm.tab.h $(B)/gen/swarm.lex.h
	@printf '%s\n' $(filter %.c,$^) | awk -v folder='$(CURDIR)' 'BEGIN { command = ENVIRON["COMMAND"]; gsub(/["\\]/, "\\\\&", command) } \
	    { printf "%s{\"directory\": \"%s\", \"file\": \"%s\", ", NR == 1 ? "[\n" : ",\n", folder, $$0 } \
	    { printf "\"command\": \"%s -c %s\"}", command, $$0 } END { print "\n]" }' > $@

fmt: $(B)/swarmc
	@clang-format -i $(SOURCES) $(HEADERS) $(TEST_SOURCES)
	@$(B)/swarmc fmt $(wildcard scenarios/*.swarm stdlib/std/*.swarm)

lint: $(B)/gen/swarm.tab.h $(B)/gen/swarm.lex.h build/npm-dev/node_modules/stamp
	@build/npm-dev/node_modules/.bin/tsc -p page
	@clang-format --dry-run -Werror $(SOURCES) $(HEADERS) $(TEST_SOURCES)
	@cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
	    --suppress=missingInclude -I. $(SOURCES)
	@# One file at a time: with many, clang-tidy 14 takes each va_list after the first for uninitialized.
	@printf '%s\n' $(SOURCES) | xargs -P $(shell nproc) -I FILE clang-tidy --quiet FILE -- $(SWARM_CPPFLAGS) \
	    -std=c11 $(shell $(PKG_CONFIG) --cflags $(PACKAGES)) 2>/dev/null

# ---- installing ----

install: all
	install -d $(addprefix $(DESTDIR),$(BINDIR) $(MANDIR)/man1 $(MANDIR)/man5 $(COMPDIR) $(ZSHDIR) $(FISHDIR) $(DOCDIR))
	install -m 755 $(STRIP) $(B)/swarm $(B)/swarmc $(DESTDIR)$(BINDIR)
	install -m 644 docs/swarm.1 docs/swarmc.1 $(DESTDIR)$(MANDIR)/man1
	install -m 644 docs/swarm.5 $(DESTDIR)$(MANDIR)/man5
	install -m 644 docs/results.schema.json $(DESTDIR)$(DOCDIR)
	for shell in bash zsh fish; do $(B)/swarm completion $$shell > $(B)/completion.$$shell; done
	install -m 644 $(B)/completion.bash $(DESTDIR)$(COMPDIR)/swarm
	install -m 644 completion/swarmc.bash $(DESTDIR)$(COMPDIR)/swarmc
	install -m 644 $(B)/completion.zsh $(DESTDIR)$(ZSHDIR)/_swarm
	install -m 644 completion/_swarmc $(DESTDIR)$(ZSHDIR)/_swarmc
	install -m 644 $(B)/completion.fish $(DESTDIR)$(FISHDIR)/swarm.fish
	install -m 644 completion/swarmc.fish $(DESTDIR)$(FISHDIR)/swarmc.fish

# Folders that others use too stay.
uninstall:
	rm -f $(addprefix $(DESTDIR),$(BINDIR)/swarm $(BINDIR)/swarmc $(MANDIR)/man1/swarm.1 $(MANDIR)/man1/swarmc.1 \
	    $(MANDIR)/man5/swarm.5 $(COMPDIR)/swarm $(COMPDIR)/swarmc $(ZSHDIR)/_swarm $(ZSHDIR)/_swarmc \
	    $(FISHDIR)/swarm.fish $(FISHDIR)/swarmc.fish $(DOCDIR)/results.schema.json)
	[ ! -d $(DESTDIR)$(DOCDIR) ] || rmdir --ignore-fail-on-non-empty $(DESTDIR)$(DOCDIR)

# ---- releases ----

# The files of the checkout and what npm brings. The same sources give the same bytes.
GIT   = $(shell [ -e .git ] && git ls-files >/dev/null 2>&1 && echo git)
DIST := swarm-$(VERSION)
dist: $(MODULES)/stamp
	@rm -rf build/dist
	@mkdir -p build/dist/$(DIST)/vendor
	@if [ '$(GIT)' ]; then git ls-files -co --exclude-standard | xargs -d '\n' ls -d 2>/dev/null; \
	    else find . -type f ! -path './build/*' ! -path './.git/*'; fi | tar -c -T - | tar -x -C build/dist/$(DIST)
	@[ -d vendor ] || cp -R $(MODULES) build/dist/$(DIST)/vendor
	@rm -f build/dist/$(DIST)/vendor/node_modules/.package-lock.json
	@time=$${SOURCE_DATE_EPOCH:-$(if $(GIT),$$(git log -1 --format=%ct))}; \
	tar --sort=name --mtime="@$${time:-$$(stat -c %Y Makefile)}" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
	    -I 'gzip -9n' -C build/dist -cf build/$(DIST).tar.gz $(DIST)
	@rm -rf build/dist
	@echo build/$(DIST).tar.gz

# What this make was told is no business of the package.
deb: dist
	@rm -rf build/deb
	@mkdir -p build/deb
	@tar -xzf build/$(DIST).tar.gz -C build/deb
	@cd build/deb/$(DIST) && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL dpkg-buildpackage -us -uc -b
	@ls build/deb/*.deb

clean:
	rm -rf build compile_commands.json
