#!/bin/sh
# Gets a certificate for APP_DOMAINS by ACME and renews it. The load balancer reads /certificates/tls.pem.
set -eu
umask 077

publish() { # as one file, so that certificate and key change together
    cat "$1/fullchain.pem" "$1/privkey.pem" >/certificates/next.pem
    mv /certificates/next.pem /certificates/tls.pem
}

# Certbot runs this script for each certificate that it got.
if [ "${RENEWED_LINEAGE:-}" ]; then
    publish "$RENEWED_LINEAGE"
    exit
fi

trap 'exit 0' TERM
# Until there is one, the load balancer starts with a certificate that no client trusts.
if [ ! -e /certificates/tls.pem ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost \
        -keyout /tmp/privkey.pem -out /tmp/fullchain.pem
    publish /tmp
fi
# The authority's question comes through it.
until python3 -c 'import socket; socket.create_connection(("lb", 8080), timeout=1).close()' 2>/dev/null; do
    sleep 1
done

if [ "${ACME_EMAIL:-}" ]; then
    set -- --email "$ACME_EMAIL" --no-eff-email
else
    set -- --register-unsafely-without-email
fi
while true; do
    pause=$RENEW_EVERY_S
    # Does nothing while the certificate is for these names and has more than a third of its time left.
    if ! certbot certonly --non-interactive --agree-tos "$@" --server "$ACME_DIRECTORY" \
        --standalone --http-01-port 8089 --cert-name app --domains "$APP_DOMAINS" \
        --keep-until-expiring --renew-with-new-domains --deploy-hook 'sh /usr/local/bin/certificates.sh' \
        --config-dir /certificates/certbot --work-dir /tmp/certbot --logs-dir /tmp/certbot; then
        # Authorities allow a few failures an hour.
        [ "$pause" -le 3600 ] || pause=3600
    fi
    sleep "$pause" &
    wait $!
done
