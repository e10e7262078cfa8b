# shellcheck shell=bash
# Sourced by appliance/demo and tests/run: installs the Debian packages that are missing.
#
#   debian_wants PACKAGE TEST…   notes PACKAGE as missing when the command TEST… fails
#   debian_install ask|yes       installs what was noted; 0 if nothing is missing afterwards
#
# Nothing is removed, upgraded or configured. Without apt, or without the right to use it, it
# says what is missing and returns 1; the caller decides whether that is the end.

debian_missing=()

debian_wants() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || debian_missing+=("$package")
}

debian_has() { # PACKAGE: is the package itself installed
    [[ $(dpkg-query -W -f='${Status}' "$1" 2>/dev/null) == 'install ok installed' ]]
}

debian_install() {
    local answer as_root=()
    ((${#debian_missing[@]})) || return 0
    echo "Debian packages missing here: ${debian_missing[*]}"
    if ! command -v apt-get >/dev/null; then
        echo "This machine has no apt-get: install their equivalents, then start again." >&2
        return 1
    fi
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null; then
            echo "Neither root nor sudo here. As root: apt-get install ${debian_missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    if [[ $1 == ask ]]; then
        if [[ ! -t 0 ]]; then
            echo "Nobody is there to be asked: start with --yes to install them." >&2
            return 1
        fi
        read -r -p 'Install them now? [Y/n] ' answer
        [[ -z $answer || $answer == [YyOo]* ]] || return 1
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -q -y --no-install-recommends "${debian_missing[@]}"
}
