# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Debians in folders, which packaging/matrix, packaging/deb-try and packaging/readme-try share; to be sourced behind
# setup.sh, as root, in the project's top folder. Their mirror is the one that apt is set up with, or IKT_MIRROR.

# Where they are kept, each as debootstrap has made it in base/SUITE.
ikt_debians=${IKT_DEBIANS:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/iketriage-matrix}

ikt_give_up() {
    ikt_say "$0: $*"
    exit 2
}

# ikt_apart WORD...: become this command, with what it mounts seen by itself alone and gone when it is, however it ends.
ikt_apart() {
    local tool
    [ "$(id -u)" -eq 0 ] || ikt_give_up "making a Debian in a folder needs root"
    for tool in debootstrap chroot unshare apt-get flock; do
        command -v "$tool" >/dev/null || ikt_give_up "$tool is missing"
    done
    case $ikt_debians in
    /*) ;;
    *) ikt_give_up "where the Debians are kept is to be an absolute path" ;;
    esac
    mkdir -p "$ikt_debians"
    [ -z "${IKT_APART:-}" ] || return 0
    export IKT_APART=1
    unshare --mount true 2>/dev/null || ikt_give_up "may not mount here: a container without CAP_SYS_ADMIN?"
    exec unshare --mount --propagation private "$@"
}

ikt_mirror() {
    local mirror=${IKT_MIRROR:-}
    # shellcheck disable=SC2016 # apt's own
    [ -n "$mirror" ] ||
        mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1)
    [ -n "$mirror" ] || ikt_say "apt knows no mirror of Debian (run apt-get update?): name one in IKT_MIRROR"
    printf '%s' "$mirror"
}

# ikt_bootstrap SUITE: see that base/SUITE is there. A suite that is younger than debootstrap is made as sid is.
ikt_bootstrap() {
    local suite=$1 base=$ikt_debians/base/$1 scripts=/usr/share/debootstrap/scripts mirror proxy include=()
    (
        flock 8
        [ ! -e "$base.done" ] || exit 0
        mirror=$(ikt_mirror)
        [ -n "$mirror" ] || exit 1
        case $mirror in
        https:*) include=(--include=ca-certificates) ;;
        esac
        proxy=$(apt-config shell proxy Acquire::http::Proxy)
        proxy=${proxy#proxy=}
        [ -z "$proxy" ] || export http_proxy=${http_proxy:-${proxy//\'/}}
        rm -rf --one-file-system "$base" && mkdir -p "$ikt_debians/base" &&
            debootstrap --variant=minbase "${include[@]}" "$suite" "$base" "$mirror" \
                "$(ls "$scripts/$suite" 2>/dev/null || echo "$scripts/sid")" &&
            touch "$base.done"
    ) 8>"$ikt_debians/base.lock"
}

# Of the host, what reaching the mirror may take: proxies, and leave to use a mirror that has not been brought up to date.
ikt_apt_settings() {
    apt-config dump | grep -E '^Acquire::(http|https|ftp|Retries|Check-Valid-Until|ForceIPv)' || true
    printf '%s\n' 'Acquire::Check-Valid-Until "false";' 'APT::Install-Recommends "false";'
}

# ikt_fresh SUITE ROOT: a Debian as it was when it was new, in ROOT, with lists of packages.
ikt_fresh() {
    local suite=$1 root=$2
    ikt_bootstrap "$suite" &&
        cp -a "$ikt_debians/base/$suite/." "$root/" &&
        cp /etc/resolv.conf /etc/hosts "$root/etc/" && ikt_apt_settings >"$root/etc/apt/apt.conf.d/50matrix" &&
        printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" && # start no service
        chmod +x "$root/usr/sbin/policy-rc.d" &&
        ikt_mount "$root" && ikt_inside "$root" apt-get -q update
}

ikt_mount() {
    mountpoint -q "$1/proc" || mount -t proc proc "$1/proc"
}

# ikt_discard ROOT
ikt_discard() {
    local mounted
    for mounted in proc ccache; do
        ! mountpoint -q "$1/$mounted" || umount -R "$1/$mounted"
    done
    rm -rf --one-file-system "$1"
}

# ikt_inside ROOT COMMAND...: run it in there.
ikt_inside() {
    local root=$1
    shift
    chroot "$root" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
        TERM=dumb DEBIAN_FRONTEND=noninteractive CCACHE_DIR=/ccache "$@" </dev/null
}

# ikt_inside_as USER ROOT COMMAND...: the same as another user than root.
ikt_inside_as() {
    local user=$1 root=$2
    shift 2
    ikt_inside "$root" setpriv --reuid="$user" --regid="$user" --clear-groups env HOME="/srv/$user" USER="$user" "$@"
}
