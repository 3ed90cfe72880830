#!/bin/bash
# Runs HAProxy, and gives it a renewed certificate through its socket: a reload would refuse requests until the checks of
# the new process have passed.
set -eu
[ "${TRUSTED_PROXIES:-}" ] || unset TRUSTED_PROXIES
[ ! -e /proc/net/if_inet6 ] || export IPV6=yes

tell() {
    exec 3<>/dev/tcp/127.0.0.1/8082
    printf '%s\n' "$1" >&3
    cat <&3
    exec 3<&-
}

known=$(cksum "$TLS_CERTIFICATE")
while sleep 10; do
    found=$(cksum "$TLS_CERTIFICATE")
    if [ "$found" != "$known" ]; then
        known=$found
        # An empty line ends the text.
        tell "set ssl cert $TLS_CERTIFICATE <<
$(grep . "$TLS_CERTIFICATE")
"
        tell "commit ssl cert $TLS_CERTIFICATE"
    fi
done &
exec "$@"
