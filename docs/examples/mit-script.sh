#!/usr/bin/env bash
# A realm from nothing with MIT krb5's commands, as guides to Kerberos with Kafka print them, their
# slips repaired (each is named where it stood). The script knows no Kerberos but these commands:
# it runs with MIT krb5's programs, and with `kerbside shims DIR` first in PATH.
#
#   kerbside shims /tmp/mit && PATH=/tmp/mit:$PATH bash docs/examples/mit-script.sh
#
# It needs no root: files lie in a temporary directory, ports are free ones of 127.0.0.1. It ends
# with 0 when every step did what it should.

set -euo pipefail
here=$(mktemp -d "${TMPDIR:-/tmp}/mit-script.XXXXXX")
export KRB5_CONFIG=$here/krb5.conf KRB5_KDC_PROFILE=$here/kdc.conf KRB5CCNAME=FILE:$here/krb5cc
export LC_ALL=C TZ=UTC
unset KRB5_KTNAME KRB5_CLIENT_KTNAME KRB5_TRACE || true

daemons=()
finish() {
    local daemon
    for daemon in "${daemons[@]}"; do
        kill "$daemon" 2>/dev/null || true
    done
    rm -rf "$here"
}
trap finish EXIT

fail() {
    echo "mit-script: $*" >&2
    exit 1
}

# Shows a command, runs it, shows what it says.
step() {
    echo "\$ $*"
    "$@" 2>&1 | tee "$here/said"
}

# Runs a command that has to fail.
refused() {
    echo "\$ $*"
    if "$@" >"$here/said" 2>&1; then
        cat "$here/said"
        fail "this should have been refused: $*"
    fi
    cat "$here/said"
}

# The last step has to have said this.
says() {
    grep -qF -- "$1" "$here/said" || fail "expected: $1"
}

port() {
    local candidate
    while :; do
        candidate=$((20000 + RANDOM % 20000))
        (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null || break
    done
    echo "$candidate"
}
kdc=$(port) kadmin=$(port) kpasswd=$(port)

# 1. The files. `admin_server = node2` of the guide needs a resolvable name; here it is an address.
cat >"$KRB5_CONFIG" <<EOF
[libdefaults]
  renew_lifetime = 7d
  forwardable = true
  default_realm = ST.COM
  ticket_lifetime = 24h
  dns_lookup_realm = false
  dns_lookup_kdc = false
  dns_canonicalize_hostname = false
[logging]
  default = FILE:$here/krb5kdc.log
  admin_server = FILE:$here/kadmind.log
  kdc = FILE:$here/krb5kdc.log
[realms]
  ST.COM = {
    kdc = 127.0.0.1:$kdc
    admin_server = 127.0.0.1:$kadmin
    kpasswd_server = 127.0.0.1:$kpasswd
  }
EOF
# Slip: supported_enctypes was wrapped over two lines in the file; in the file it stands in one.
enctypes='aes256-cts:normal aes128-cts:normal des3-hmac-sha1:normal arcfour-hmac:normal'
enctypes+=' camellia256-cts:normal camellia128-cts:normal'
enctypes+=' des-hmac-sha1:normal des-cbc-md5:normal des-cbc-crc:normal'
cat >"$KRB5_KDC_PROFILE" <<EOF
[kdcdefaults]
  kdc_ports = $kdc
  kdc_tcp_ports = $kdc
[realms]
  ST.COM = {
    kdc_listen = 127.0.0.1:$kdc
    kdc_tcp_listen = 127.0.0.1:$kdc
    kadmind_listen = 127.0.0.1:$kadmin
    kpasswd_listen = 127.0.0.1:$kpasswd
    database_name = $here/principal
    key_stash_file = $here/stash
    acl_file = $here/kadm5.acl
    dict_file = $here/words
    admin_keytab = $here/kadm5.keytab
    supported_enctypes = $enctypes
    max_renewable_life = 7d
  }
EOF
echo '*/admin@ST.COM *' >"$here/kadm5.acl"
printf 'password\nkerberos\n' >"$here/words"

# 2. The database, with its stash. Slip: an ideographic space stood behind -s.
printf 'masterkey\nmasterkey\n' | step kdb5_util create -r ST.COM -s
says "Initializing database '$here/principal' for realm 'ST.COM',"
says "master key name 'K/M@ST.COM'"
[ "$(stat -c %a "$here/stash")" = 600 ] || fail "the stash is not its owner's alone"

# 3. The daemons. A service manager would start them; here they go into the background themselves.
step krb5kdc -P "$here/krb5kdc.pid"
daemons+=("$(cat "$here/krb5kdc.pid")")
step kadmind -P "$here/kadmind.pid"
daemons+=("$(cat "$here/kadmind.pid")")

# 4. Principals and keytabs, on the KDC's host. Slip: two of the three services were missing.
for node in node1 node2 node3; do
    step kadmin.local -q "addprinc -randkey kafka/$node.local@ST.COM"
    says "Principal \"kafka/$node.local@ST.COM\" created."
    step kadmin.local -q "ktadd -k $here/$node.keytab kafka/$node.local@ST.COM"
    added="added to keytab WRFILE:$here/$node.keytab."
    says "with kvno 2, encryption type aes256-cts-hmac-sha1-96 $added"
done
step kadmin.local -q 'addprinc -pw 123456 testt/admin@ST.COM'
says 'Principal "testt/admin@ST.COM" created.'
step kadmin.local -q 'getprinc kafka/node1.local'
says 'Maximum ticket life: 1 day 00:00:00'
says 'Maximum renewable life: 7 days 00:00:00'

# 5. The same from a client. Slip: "addprinc/delprinc admin/admin" are two commands.
remote=(kadmin -p testt/admin@ST.COM -w 123456)
step "${remote[@]}" -q listprincs
for name in K/M kadmin/admin kadmin/changepw krbtgt/ST.COM kafka/node3.local testt/admin; do
    says "$name@ST.COM"
done
step "${remote[@]}" -q 'addprinc -pw first1 admin/admin'
says 'Principal "admin/admin@ST.COM" created.'
# Slip: cpw stood behind delprinc, and has to come before.
step "${remote[@]}" -q 'cpw -pw second2 admin/admin'
says 'Password for "admin/admin@ST.COM" changed.'
echo yes | step "${remote[@]}" -q 'delprinc admin/admin'
says 'Principal "admin/admin@ST.COM" deleted.'
refused kadmin -p testt/admin@ST.COM -w wrong -q listprincs
says 'Incorrect password while initializing kadmin interface'

# 6. Logging in, by password and by keytab.
refused klist
says "No credentials cache found (filename: $here/krb5cc)"
echo 123456 | step kinit testt/admin@ST.COM
says 'Password for testt/admin@ST.COM:'
step kinit -kt "$here/node1.keytab" kafka/node1.local@ST.COM
step klist -f
says 'Default principal: kafka/node1.local@ST.COM'
says 'krbtgt/ST.COM@ST.COM'
says 'Flags: FRI'
step klist -e -k -t "$here/node1.keytab"
says "Keytab name: FILE:$here/node1.keytab"
says 'kafka/node1.local@ST.COM (aes256-cts-hmac-sha1-96)'
refused kinit -kt "$here/node1.keytab" kafka/node3.local@ST.COM
says 'Keytab contains no suitable keys for kafka/node3.local@ST.COM while getting initial'
step kvno kafka/node2.local@ST.COM
says 'kafka/node2.local@ST.COM: kvno = 2'

# 7. One's own password.
printf '123456\nnewpw1\nnewpw1\n' | step kpasswd testt/admin@ST.COM
says 'Password changed.'
remote=(kadmin -p testt/admin@ST.COM -w newpw1)

# 8. A policy. Slip: "delpol [-force]" (the brackets are notation), and modpol comes before delpol.
rules='-maxlife "90 days" -minlife "75 days" -minlength 8 -minclasses 3 -maxfailure 10'
step "${remote[@]}" -q "addpol $rules -history 10 user"
step "${remote[@]}" -q 'getpol user'
says 'Maximum password life: 90 days 00:00:00'
says 'Minimum number of password character classes: 3'
step "${remote[@]}" -q 'addprinc -policy user -pw short hello/admin@ST.COM'
says 'add_principal: Password is too short while creating "hello/admin@ST.COM".'
printf 'Longer1pass\nLonger1pass\n' |
    step "${remote[@]}" -q 'addprinc -policy user hello/admin@ST.COM'
says 'Principal "hello/admin@ST.COM" created.'
echo "\$ kpasswd hello/admin@ST.COM"
if printf 'Longer1pass\nOther2pass!\nOther2pass!\n' |
    kpasswd hello/admin@ST.COM >"$here/said" 2>&1; then
    fail "a password was changed before its least life was over"
fi
cat "$here/said"
says 'Password cannot be changed because it was changed too recently.'
# Slip: the guide names the policy user1, which nobody made.
step "${remote[@]}" -q 'modprinc -policy user hello/admin@ST.COM'
says 'Principal "hello/admin@ST.COM" modified.'
step "${remote[@]}" -q "modpol $rules user"
step "${remote[@]}" -q 'delpol -force user'
step "${remote[@]}" -q 'getprinc hello/admin'
says 'Policy: user [does not exist]'

# 9. The database as a text, and what the daemons wrote.
step kdb5_util dump "$here/dump"
grep -q '^kdb5_util load_dump version' "$here/dump" || fail "no dump was written"
grep -q 'ISSUE: authtime' "$here/krb5kdc.log" || fail "the KDC's log has no ticket"
grep -q 'Request: kadm5_create_principal, hello/admin@ST.COM, success' "$here/kadmind.log" ||
    fail "kadmind's log has no creation"
step kdestroy
refused klist

# 10. An end that a service manager expects.
for daemon in "${daemons[@]}"; do
    kill -TERM "$daemon"
    for _ in $(seq 100); do
        kill -0 "$daemon" 2>/dev/null || break
        sleep 0.05
    done
    kill -0 "$daemon" 2>/dev/null && fail "the daemon $daemon does not end"
done
daemons=()
echo "mit-script: every step did what it should"
