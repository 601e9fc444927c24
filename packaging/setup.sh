# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What packaging/demo, packaging/test and packaging/matrix share; to be sourced, in the project's top folder. All of it
# writes to standard error only, so that standard output belongs to the program that is run.

# What compiling the engine and the command needs; the plugin and the tests need more.
ikt_build_packages=(build-essential cmake ninja-build pkg-config ccache
    libpcap-dev libglib2.0-dev libgcrypt20-dev libseccomp-dev libjansson-dev zlib1g-dev libzstd-dev)

ikt_say() {
    printf '%s\n' "$@" >&2
}

ikt_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | head -n 1)" = installed ]
}

# ikt_missing PACKAGE...: those that are not installed, in ikt_missing_packages.
ikt_missing() {
    local package
    ikt_missing_packages=()
    for package in "$@"; do
        ikt_installed "$package" || ikt_missing_packages+=("$package")
    done
}

# ikt_run WORD...: a command that tells more than anybody reads: into the file that ikt_log names, where it is set. When it
# fails the end of that is shown.
ikt_run() {
    if [ -z "${ikt_log-}" ]; then
        "$@" </dev/null >&2
        return
    fi
    "$@" </dev/null >>"$ikt_log" 2>&1 && return
    ikt_say "" "That failed: $*" "The end of $ikt_log:" "" "$(tail -n 20 "$ikt_log")"
    return 1
}

# ikt_apt WORD...: apt-get as root, with what root is reached by.
ikt_apt() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@")
    if [ "$(id -u)" -ne 0 ]; then
        apt=(sudo "${apt[@]}")
    fi
    ikt_run "${apt[@]}"
}

# ikt_may_install PACKAGE...: are they there, or can they be installed? Where not, one line for who is root.
ikt_may_install() {
    local why="installing needs root"
    command -v dpkg-query >/dev/null || return 0
    ikt_missing "$@"
    [ ${#ikt_missing_packages[@]} -gt 0 ] && [ "$(id -u)" -ne 0 ] || return 0
    if command -v sudo >/dev/null; then
        sudo -v && return
        why="sudo does not let you install"
    fi
    ikt_say "Packages are missing, and $why. An administrator installs them with this line, as root:" \
        "" \
        "    apt-get update && apt-get install -y --no-install-recommends ${ikt_missing_packages[*]}" \
        "" \
        "With them there nothing here needs root."
    return 1
}

# ikt_install PACKAGE...: install those that are missing. Asks nothing.
ikt_install() {
    if ! command -v dpkg-query >/dev/null; then
        ikt_say "No dpkg here. Please see to what these Debian packages hold: $*"
        return 0
    fi
    ikt_missing "$@"
    [ ${#ikt_missing_packages[@]} -gt 0 ] || return 0
    ikt_say "Installing: ${ikt_missing_packages[*]}"
    ikt_apt update || return
    ikt_apt install -y --no-install-recommends "${ikt_missing_packages[@]}"
}

# ikt_owner PATH: who it belongs to.
ikt_owner() {
    stat -c %U "$1" 2>/dev/null || echo another
}

# ikt_check_folder PRESET: may this user build here? Says what to do where not.
ikt_check_folder() {
    local build=build-$1 first
    if [ ! -e "$build" ] && [ ! -w . ]; then
        ikt_say "You cannot write here: $PWD belongs to $(ikt_owner .). Build in a copy of your own:" \
            "" "    cp -r '$PWD' ~/iketriage && cd ~/iketriage"
        return 1
    fi
    [ -e "$build" ] || return 0
    first=$(find "$build" \( -type d -o -name CMakeCache.txt -o -name '.ninja*' \) ! -writable -print -quit 2>/dev/null)
    [ -n "$first" ] || return 0
    ikt_say "$PWD/$build was built by $(ikt_owner "$first"): you cannot write there. Have it removed, or build in a copy of" \
        "your own:" \
        "" \
        "    cp -r '$PWD' ~/iketriage && cd ~/iketriage && rm -rf $build"
    return 1
}

# ikt_ready PRESET PACKAGE...: can it begin? All that stands in the way is said.
ikt_ready() {
    local preset=$1 ready=0
    shift
    ikt_may_install "$@" || ready=1
    ikt_check_folder "$preset" || ready=1
    return "$ready"
}

# ikt_build PRESET [PACKAGE...]: install what compiling needs and the packages named, then build into build-PRESET.
ikt_build() {
    local preset=$1 launcher=()
    shift
    ikt_ready "$preset" "${ikt_build_packages[@]}" "$@"
    ikt_install "${ikt_build_packages[@]}" "$@"
    if command -v ccache >/dev/null; then
        launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache)
    fi
    ikt_run cmake --preset "$preset" "${launcher[@]}"
    ikt_run cmake --build --preset "$preset" --parallel "$(nproc)"
}
