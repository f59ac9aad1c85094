#!/bin/busybox sh
# Process 1 of the guest: mounts the host's files read-only under a layer in memory, runs the script that the kernel
# command line names, prints its exit code and switches the machine off.
/bin/busybox mkdir -p /proc /sys /dev /host /layer /root
/bin/busybox mount -t proc none /proc
/bin/busybox mount -t sysfs none /sys
/bin/busybox mount -t devtmpfs none /dev

while read -r module; do
  /bin/busybox insmod "/modules/$module.ko"
done < /modules/order

/bin/busybox mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000,cache=loose host /host
/bin/busybox mount -t tmpfs none /layer
/bin/busybox mkdir -p /layer/upper /layer/work
/bin/busybox mount -t overlay -o lowerdir=/host,upperdir=/layer/upper,workdir=/layer/work none /root
for folder in dev proc sys; do
  /bin/busybox mount -o bind "/$folder" "/root/$folder"
done
/bin/busybox ip link set lo up

script=$(/bin/busybox sed 's/.*topper\.run=\([^ ]*\).*/\1/' /proc/cmdline)
echo 'guest: begin'
/bin/busybox chroot /root /bin/sh "$script"
echo "guest: exit $?"
/bin/busybox poweroff -f
