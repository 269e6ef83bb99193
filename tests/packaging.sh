#!/bin/bash
# What packagers use: the tarball, installing and removing, flags of their own, and what `make` says if a library is missing.
# Nothing is compiled here: `make deb` builds the whole tarball.
. tests/support/lib.sh || exit 1
# What the make above this script was told is no business of the makes below.
unset MAKEFLAGS MFLAGS MAKELEVEL SAN TSAN CFLAGS CPPFLAGS LDFLAGS WERROR HARDENING DESTDIR PREFIX STRIP

version=$(sed -n 's/^VERSION *:= *//p' Makefile)

# ---- what a build needs ----
run make B="$work/build" "$work/build/requirements"
ok "nothing is missing here" status_is 0
rm -rf "$work/build"
run env PKG_CONFIG_LIBDIR=/nonexistent make --no-print-directory B="$work/build" all
ok "a missing library is named in one line" err_has '^libcurl is missing: apt-get install libcurl4-openssl-dev$'
ok "and no compiler is asked" out_lacks '^  cc '
run make B="$work/build" PKG_CONFIG=no-pkg-config all
ok "a missing program is named" err_has '^no-pkg-config is missing: apt-get install pkg-config$'
run make B="$work/build" CC="no-compiler -x" all
ok "a missing compiler is named" err_has '^the compiler, no-compiler -x, is missing: apt-get install gcc$'
for package in $(awk '/^(tool|library|header) / && $3 != "make" { print $3 }' .ci/requirements); do
    ok "debian/control lists $package" grep -qE "^ +$package,?$|^Build-Depends.* $package,?$" debian/control
done

# ---- flags ----
compile_with() {
    run make -n B="$work/build" "$@" "$work/build/obj/runtime/base/alloc.o"
    grep -- ' -c -o .*/alloc.o' "$work/out" >"$work/line"
    mv "$work/line" "$work/out"
}

compile_with CFLAGS='-O3 -fmine' CPPFLAGS=-DMINE
ok "CFLAGS and CPPFLAGS are added" out_has '-std=c11 .*-O3 -fmine'
ok "CFLAGS replace -O2" out_lacks '-O2'
ok "CPPFLAGS stand behind ours" out_has '-I\. .*-DMINE'
run make -n B="$work/build" LDFLAGS=-Wl,--mine "$work/build/swarm"
ok "LDFLAGS are added" out_has '-Wl,-z,now .*-Wl,--mine'
compile_with CPPFLAGS=-D_FORTIFY_SOURCE=3
ok "a level of _FORTIFY_SOURCE that was chosen stays" out_lacks '_FORTIFY_SOURCE=2'
compile_with CFLAGS=-O0
ok "no _FORTIFY_SOURCE without optimization" out_lacks _FORTIFY_SOURCE
compile_with HARDENING=0
ok "HARDENING=0" out_lacks 'FORTIFY|stack-protector|PIE'
compile_with WERROR=1
ok "WERROR=1" out_has '-Werror '
compile_with WERROR=0
ok "WERROR=0" out_lacks '-Werror'
case $B in
*/*san) ;;
*)
    run readelf -hldW "$swarm"
    ok "a position-independent executable" out_has 'Type: +DYN'
    ok "RELRO" out_has GNU_RELRO
    ok "addresses are bound at the start" out_has 'FLAGS.*NOW'
    run readelf -sW "$swarm"
    ok "the stack protector" out_has __stack_chk_fail
    ;;
esac

# ---- the tarball ----
mkdir "$work/copy" "$work/unpacked" "$work/path"
if [ -e .git ] && git ls-files >/dev/null 2>&1; then git ls-files -co --exclude-standard
else find . -type f ! -path './build/*' ! -path './.git/*'; fi | xargs -d '\n' ls -d 2>/dev/null |
    tar -c -T - | tar -x -C "$work/copy"
mkdir -p "$work/copy/build"
[ -d vendor ] || cp -R build/npm "$work/copy/build"
export SOURCE_DATE_EPOCH=1700000000
tarball=$work/copy/build/swarm-$version.tar.gz
run make --no-print-directory -C "$work/copy" dist
ok "make dist" status_is 0
ok "says where the tarball is" out_has "^build/swarm-$version.tar.gz$"
mv "$tarball" "$work/first.tar.gz"
run make --no-print-directory -C "$work/copy" dist
ok "the same sources give the same bytes" cmp "$work/first.tar.gz" "$tarball"

tar -xzf "$tarball" -C "$work/unpacked"
cd "$work/unpacked/swarm-$version" || exit 1
ok "it has all files" diff -r -x vendor -x build . "$work/copy"
for program in npm node git; do
    printf '#!/bin/sh\necho "%s is called" >&2\nexit 1\n' $program >"$work/path/$program"
    chmod +x "$work/path/$program"
done
run env PATH="$work/path:$PATH" make build/gen/page_assets.c build/gen/swarm.lex.c
ok "the libraries of the web page are in it, so a build calls neither npm nor git" status_is 0
ok "not even for nothing" err_lacks 'is called'
ok "uPlot's license goes along" grep -q 'Leon Sorokin' vendor/node_modules/uplot/LICENSE
run make -n all
ok "warnings are no errors in a tarball" out_lacks '-Werror( |$).*-c -o'
run env PATH="$work/path:$PATH" make --no-print-directory dist
ok "the tarball makes itself" cmp "$work/first.tar.gz" "build/swarm-$version.tar.gz"
cd "$OLDPWD" || exit 1

# ---- installing ----
installed() { (cd "$work/root" && find . ! -type d | sort); }

# The programs are built: `-o all` keeps make from looking for changes in the meantime.
run make -o all install B="$B" DESTDIR="$work/root" PREFIX=/usr
ok "make install" status_is 0
ok "what is installed" same "$(installed)" "./usr/bin/swarm
./usr/bin/swarmc
./usr/share/bash-completion/completions/swarm
./usr/share/bash-completion/completions/swarmc
./usr/share/doc/swarm/results.schema.json
./usr/share/fish/vendor_completions.d/swarm.fish
./usr/share/fish/vendor_completions.d/swarmc.fish
./usr/share/man/man1/swarm.1
./usr/share/man/man1/swarmc.1
./usr/share/man/man5/swarm.5
./usr/share/zsh/vendor-completions/_swarm
./usr/share/zsh/vendor-completions/_swarmc"
ok "the man page has the options" grep -q -- '--spawn-rate\|Fl Fl spawn-rate' "$work/root/usr/share/man/man1/swarm.1"
ok "what is installed runs" same "$("$work/root/usr/bin/swarm" --version | head -1)" "swarm $version"
touch "$work/root/usr/bin/other"
run make uninstall DESTDIR="$work/root" PREFIX=/usr
ok "make uninstall leaves what others installed, and nothing else" same "$status $(installed)" "0 ./usr/bin/other"
ok "its own folder is gone" test ! -e "$work/root/usr/share/doc/swarm"
run make uninstall DESTDIR="$work/root" PREFIX=/usr
ok "a second time" status_is 0

# ---- what is said in several places ----
ok "CHANGELOG.md has the version" grep -q "^## \[$version\] - " CHANGELOG.md
ok "debian/changelog has the version" same "$(sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)" "$version"
for target in $(grep -oE '(run: |&& )make [a-z]+' .github/workflows/*.yml | sed 's/.*make //' | sort -u); do
    ok "the workflow's make $target exists" grep -qE "^\.PHONY:.* $target( |$)" Makefile
done
run make -C "$work/copy" compile_commands.json
ok "compile_commands.json lists each source and how it is compiled" python3 - "$work/copy" <<'PYTHON'
import json, os, sys
entries = json.load(open(sys.argv[1] + '/compile_commands.json'))
files = {entry['file'] for entry in entries}
there = {os.path.relpath(os.path.join(folder, name), sys.argv[1]) for root in ('runtime', 'compiler', 'tests')
         for folder, _, names in os.walk(os.path.join(sys.argv[1], root)) for name in names if name.endswith('.c')}
assert files == there, files ^ there
assert all(entry['command'].endswith(' -c ' + entry['file']) and 'SWARM_VERSION=\'"' in entry['command'] for entry in entries)
PYTHON
finish
