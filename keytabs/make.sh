#!/bin/sh
# Writes the golden keytabs anew with MIT krb5's programs, into the directory given (default: this
# one). Random keys, and the time an entry was written, differ from run to run.
# Needs kdb5_util, kadmin.local and ktutil (Debian: krb5-kdc krb5-admin-server krb5-user).
set -eu
out=$(cd "${1:-$(dirname "$0")}" && pwd)
realm=EXAMPLE.TEST
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/krb5.conf" <<CONF
[libdefaults]
    default_realm = $realm
    allow_weak_crypto = true
    dns_lookup_kdc = false
CONF
cat > "$work/kdc.conf" <<CONF
[realms]
    $realm = {
        database_name = $work/principal
        key_stash_file = $work/stash
    }
CONF
export KRB5_CONFIG="$work/krb5.conf" KRB5_KDC_PROFILE="$work/kdc.conf"
kdb5_util create -s -r $realm -P master-of-the-test-realm > "$work/log"
kadmin() { kadmin.local -r $realm "$@" >> "$work/log" 2>&1; }
kadmin addprinc -pw alice-password alice
kadmin addprinc -pw kafka-password kafka/localhost
kadmin addprinc -pw odd-password 'odd\/name/with\@at'

cd "$out"
rm -f ./*.keytab

# The keys that the passwords give, as an administrator extracts them.
kadmin ktadd -k alice.keytab -norandkey alice
kadmin ktadd -k kafka.keytab -norandkey kafka/localhost
kadmin ktadd -k escapes.keytab -norandkey 'odd\/name/with\@at'

# Several enctypes, among them old ones.
e=aes256-cts-hmac-sha384-192:normal,aes128-cts-hmac-sha256-128:normal,aes256-cts-hmac-sha1-96:normal
e=$e,aes128-cts-hmac-sha1-96:normal,camellia256-cts-cmac:normal,camellia128-cts-cmac:normal
e=$e,des3-cbc-sha1:normal,arcfour-hmac:normal
kadmin addprinc -randkey -e $e many/enctypes
kadmin ktadd -k enctypes.keytab -norandkey many/enctypes

# A key version that needs more than 8 bits, by kadmin and by ktutil.
kadmin addprinc -randkey wide/kvno
kadmin modprinc -kvno 299 wide/kvno
kadmin ktadd -k kvno-300.keytab -e aes256-cts-hmac-sha1-96:normal wide/kvno
ktutil >> "$work/log" <<CMD
addent -password -p alice@$realm -k 65537 -e aes256-cts-hmac-sha1-96
alice-password
addent -password -p alice@$realm -k 256 -e aes128-cts-hmac-sha1-96
alice-password
wkt ktutil.keytab
CMD

# Two generations of one principal's keys.
kadmin addprinc -randkey rotated/service
kadmin ktadd -k rotated.keytab rotated/service
kadmin ktadd -k rotated.keytab rotated/service
kadmin ktadd -k rotated.keytab -norandkey alice

# A hole in the middle; then the hole used again by a shorter entry.
cp rotated.keytab hole.keytab
kadmin ktremove -k hole.keytab rotated/service old
cp hole.keytab hole-reused.keytab
kadmin ktadd -k hole-reused.keytab -norandkey alice

# What no program of MIT's writes: changed copies of the above.
python3 derive.py
