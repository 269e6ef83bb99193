# swarm: load testing. `make` builds build/swarm and build/swarmc; `make help` lists the rest.
#
# Variables: SAN=1 (ASan + UBSan, in build/san), TSAN=1 (ThreadSanitizer, in build/tsan), PREFIX, DESTDIR.

CC       ?= gcc
PREFIX   ?= /usr/local
VERSION  := 0.1.0

ifdef SAN
  B        := build/san
  OPT      := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
else ifdef TSAN
  B        := build/tsan
  OPT      := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
else
  B        := build
  OPT      := -O2 -g
endif

PACKAGES := libcurl libpcre2-8 libxml-2.0 libmicrohttpd openssl zlib
CPPFLAGS := -I. -I$(B)/gen -D_GNU_SOURCE -DSWARM_VERSION='"$(VERSION)"'
CFLAGS   := -std=c11 -Wall -Wextra -Werror -Wshadow=local -Wstrict-prototypes -Wmissing-prototypes -Wvla $(OPT) \
            $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
LDFLAGS  := $(OPT)
LIBS     := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lev -lm -lpthread

# Sources are found, not listed. What is only one program's: runtime/cli (swarm) and compiler/commands (swarmc).
find = $(sort $(shell find $(1) -type f \( $(2) \)))
CLI          := $(call find,runtime/cli,-name '*.c')
COMPILER_CMD := $(call find,compiler/commands,-name '*.c')
LIBRARY      := $(filter-out $(CLI) $(COMPILER_CMD),$(call find,runtime compiler,-name '*.c'))
GENERATED    := $(patsubst %,$(B)/gen/%,swarm.tab.c swarm.lex.c stdlib_text.c diag_pages.c html_assets.c)
SOURCES      := $(LIBRARY) $(COMPILER_CMD) $(CLI)
HEADERS      := $(call find,runtime compiler,-name '*.h')
TEST_SOURCES := $(call find,tests,-name '*.[ch]')

object = $(patsubst %.c,$(B)/obj/%.o,$(1))
LIB_OBJECTS  := $(call object,$(LIBRARY)) $(patsubst $(B)/gen/%.c,$(B)/obj/gen/%.o,$(GENERATED))

UNIT_TESTS   := $(patsubst tests/unit/%.c,$(B)/tests/unit/%,$(wildcard tests/unit/*_test.c))
FUZZERS      := $(patsubst tests/fuzz/%.c,$(B)/tests/fuzz/%,$(wildcard tests/fuzz/*_fuzz.c))
TEST_TOOLS   := $(patsubst tests/tools/%.c,$(B)/tests/tools/%,$(wildcard tests/tools/*.c))
BENCH_TOOLS  := $(patsubst tests/bench/%.c,$(B)/tests/bench/%,$(wildcard tests/bench/*.c))

.DELETE_ON_ERROR:
.PHONY: all help demo test test-programs bench bench-programs fmt lint install packages clean
all: $(B)/swarm $(B)/swarmc

help:
	@echo 'make               build/swarm and build/swarmc'
	@echo 'make demo          install what is needed, build, and run the playlist scenario on the built-in target'
	@echo 'make test          install what is needed, build, and run every test (SAN=1: under ASan and UBSan)'
	@echo 'make bench         CPU per request against its peers, memory per user, a sample, speed of the compiler'
	@echo 'make install       to PREFIX (/usr/local), under DESTDIR'
	@echo 'make fmt | lint    clang-format and swarmc fmt | clang-tidy and cppcheck'

# ---- the two programs ----

$(B)/libswarm.a: $(LIB_OBJECTS)
	@rm -f $@
	@ar rcs $@ $^

$(B)/swarm: $(call object,$(CLI)) $(B)/libswarm.a
	@echo '  link  $@'
	@$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/swarmc: $(call object,$(COMPILER_CMD)) $(B)/libswarm.a
	@echo '  link  $@'
	@$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/obj/%.o: %.c | $(B)/gen/swarm.tab.h
	@mkdir -p $(@D)
	@echo '  cc    $<'
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Generated C isn't held to our warnings.
$(B)/obj/gen/%.o: $(B)/gen/%.c | $(B)/gen/swarm.tab.h
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-unused-function -Wno-missing-prototypes -Wno-sign-compare -Wno-shadow -MMD -MP -c -o $@ $<

$(B)/gen/swarm.tab.c $(B)/gen/swarm.tab.h &: grammar/swarm.y
	@mkdir -p $(@D)
	@echo '  bison $<'
	@bison -Wall -Werror -Wno-yacc --defines=$(B)/gen/swarm.tab.h -o $(B)/gen/swarm.tab.c $<

$(B)/gen/swarm.lex.c: grammar/swarm.l compiler/parse/keywords.def
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

# Style and script of the HTML report. uPlot comes from npm as package-lock.json says, once for all builds.
ASSETS := runtime/report/html/assets
build/npm/stamp: $(ASSETS)/package.json $(ASSETS)/package-lock.json
	@rm -rf $(@D)
	@mkdir -p $(@D)
	@cp $^ $(@D)
	@echo '  npm   $(ASSETS)/package-lock.json'
	@cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(B)/gen/html_assets.c: build/npm/stamp $(wildcard $(ASSETS)/*.css $(ASSETS)/*.js $(ASSETS)/*.sh)
	@mkdir -p $(@D)
	@sh $(ASSETS)/embed.sh $(ASSETS) build/npm/node_modules/uplot > $@

-include $(patsubst %.o,%.d,$(LIB_OBJECTS) $(call object,$(CLI) $(COMPILER_CMD)))

# ---- tests ----

$(B)/tests/unit/%: tests/unit/%.c $(B)/libswarm.a $(wildcard tests/support/*.h)
	@mkdir -p $(@D)
	@echo '  test  $<'
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(B)/libswarm.a $(LIBS)

# Fuzz targets replay their seeds in `make test`; with clang's libFuzzer in place of replay_main.c they search on their own.
$(B)/tests/fuzz/%: tests/fuzz/%.c tests/fuzz/replay_main.c $(B)/libswarm.a
	@mkdir -p $(@D)
	@echo '  fuzz  $<'
	@$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-missing-prototypes $(LDFLAGS) -o $@ $< tests/fuzz/replay_main.c $(B)/libswarm.a $(LIBS)

$(B)/tests/%: tests/%.c $(B)/libswarm.a
	@mkdir -p $(@D)
	@echo '  tool  $<'
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(B)/libswarm.a $(LIBS)

test-programs: all $(UNIT_TESTS) $(FUZZERS) $(TEST_TOOLS)

# Packages first, in a make of its own: pkg-config's answers are read when make starts.
test:
	@sh .ci/packages test
	@$(MAKE) --no-print-directory -j$(shell nproc) test-programs
	@B=$(B) SAN=$(SAN) tests/run

demo: packages
	@$(MAKE) --no-print-directory -j$(shell nproc) all
	$(B)/swarm demo scenarios/playlist.swarm --users 20 --spawn-rate 10 --run-time 10s

packages:
	@sh .ci/packages

bench-programs: all $(BENCH_TOOLS)
bench:
	@sh .ci/packages bench
	@$(MAKE) --no-print-directory -j$(shell nproc) bench-programs
	@B=$(B) tests/bench/run

# ---- care ----

fmt: $(B)/swarmc
	@clang-format -i $(SOURCES) $(HEADERS) $(TEST_SOURCES)
	@$(B)/swarmc fmt $(wildcard scenarios/*.swarm stdlib/std/*.swarm)

lint: $(B)/gen/swarm.tab.h $(B)/gen/swarm.lex.h
	@clang-format --dry-run -Werror $(SOURCES) $(HEADERS) $(TEST_SOURCES)
	@cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
	    --suppress=missingInclude -I. $(SOURCES)
	@# One file at a time: with many, clang-tidy 14 takes each va_list after the first for uninitialised.
	@printf '%s\n' $(SOURCES) | xargs -P $(shell nproc) -I FILE clang-tidy --quiet FILE -- $(CPPFLAGS) \
	    -std=c11 $(shell pkg-config --cflags $(PACKAGES)) 2>/dev/null

# ---- installing ----

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5 \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/doc/swarm
	install -m 755 -s $(B)/swarm $(B)/swarmc $(DESTDIR)$(PREFIX)/bin
	$(B)/swarm manual-options | sed -e '/^@OPTIONS@$$/{' -e 'r /dev/stdin' -e d -e '}' docs/swarm.1 > $(B)/swarm.1
	install -m 644 $(B)/swarm.1 docs/swarmc.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 docs/swarm.5 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 644 docs/results.schema.json $(DESTDIR)$(PREFIX)/share/doc/swarm
	$(B)/swarm completion > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/swarm

clean:
	rm -rf build
