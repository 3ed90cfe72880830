#!/bin/sh
# Fits nginx.conf to the network that this container is in, and starts NGINX.
set -eu # no pattern below is one that Kubernetes replaces in these files

servers=$(awk '$1 == "nameserver" { print ($2 ~ /:/ ? "[" $2 "]" : $2) }' ORS=' ' /etc/resolv.conf)
trusted='' forwards=''
for proxy in ${TRUSTED_PROXIES:-}; do
    case $proxy in
        *[!0-9a-fA-F.:/]*)
            echo "TRUSTED_PROXIES: $proxy is neither an address nor a network" >&2
            exit 1
            ;;
    esac
    trusted="${trusted}set_real_ip_from $proxy; "
    forwards="$forwards $proxy yes;"
done
without='^$'
if [ ! -e /proc/net/if_inet6 ]; then
    without='listen \[::\]:'
fi
mkdir -p /tmp/tls
for file in /etc/nginx/tls/*.conf; do
    if [ -e "$file" ]; then
        sed -e "/$without/d" -e "s|/etc/nginx/tls/[a-z]*[.]pem|${TLS_CERTIFICATE:-&}|" "$file" >"/tmp/tls/${file##*/}"
        echo "if (\$proto = http) { return 308 https://\$host:$TLS_PORT\$request_uri; }" >/tmp/plain.conf
    fi
done
if [ -e /etc/nginx/challenges.conf ]; then
    sed "s|TLS_PORT|$TLS_PORT|" /etc/nginx/challenges.conf >/tmp/plain.conf
fi
sed -e "s|resolver 127[.]0[.]0[.]11|resolver ${servers:-127.0.0.11}|" -e "s|real_ip_[h]eader X|${trusted}&|" \
    -e "s|default no;|default no;$forwards|" -e 's|/etc/nginx/tls/|/tmp/tls/|' -e "/$without/d" \
    /etc/nginx/nginx.conf >/tmp/nginx.conf
exec nginx -c /tmp/nginx.conf -g 'daemon off;'
