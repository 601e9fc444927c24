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

ikt_as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        ikt_say "This needs root: $*"
        return 1
    fi
}

# ikt_install PACKAGE...: install those that are missing. Asks nothing and reads nothing.
ikt_install() {
    if ! command -v dpkg-query >/dev/null; then
        ikt_say "No dpkg here. Please see to what these Debian packages hold: $*"
        return 0
    fi
    local package missing=()
    for package in "$@"; do
        ikt_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    ikt_say "Installing: ${missing[*]}"
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
    ikt_as_root "${apt[@]}" update </dev/null >&2
    ikt_as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >&2
}

# ikt_build PRESET [PACKAGE...]: install what compiling needs and the packages named, then build into build-PRESET.
ikt_build() {
    local preset=$1 launcher=()
    shift
    ikt_install "${ikt_build_packages[@]}" "$@"
    if command -v ccache >/dev/null; then
        launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache)
    fi
    cmake --preset "$preset" "${launcher[@]}" >&2
    cmake --build --preset "$preset" --parallel "$(nproc)" >&2
}
