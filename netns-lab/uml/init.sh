#!/bin/sh
# First process of a guest kernel (see kernel.ts): prepares it, runs the command, leaves its status and powers off.
# The host's file system is the root, read-only; what the guest writes goes to its own memory, except for the
# directory HOLDFAST_GUEST, named on the kernel's command line, which has the same path in the guest and on the host.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TMPDIR=/run/tmp

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
mkdir -p /run/tmp /run/lock /dev/shm /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t devpts devpts /dev/pts
mount -t hostfs -o "$HOLDFAST_GUEST" none "$HOLDFAST_GUEST"

# The modules of this kernel are not where modprobe(8) looks, and a read-only root has no room for a mount point: it is
# told the place, also when it is the kernel that calls it.
mkdir -p /run/modules/lib/modules
ln -s "/usr/lib/uml/modules/$(uname -r)" /run/modules/lib/modules/
printf '#!/bin/sh\nexec modprobe -d /run/modules "$@"\n' >/run/modules/modprobe
chmod 755 /run/modules/modprobe
echo /run/modules/modprobe >/proc/sys/kernel/modprobe

# Links, filters and IPVS load their modules when they are asked for; the settings of IPv6 are looked for before.
modprobe -d /run/modules ipv6

# Where no syslogd listens, syslog(3) writes to the console, which is slow and ours.
rm /dev/console

ip link set lo up
/bin/sh "$HOLDFAST_GUEST/command" </dev/null
echo $? >"$HOLDFAST_GUEST/status"
sync
echo o >/proc/sysrq-trigger
# The first process may not end while the kernel puts itself out.
while :; do sleep 1; done
