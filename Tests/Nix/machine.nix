# A NixOS-like system as real store paths, built offline: what lifeboot reads of one, and nothing more.
{ number, kernelVersion, initrdVersion }:
let
  derive = name: script: derivation {
    inherit name;
    system = builtins.currentSystem;
    builder = "/bin/sh";
    args = [ "-c" script ];
    PATH = "/bin:/usr/bin";
    # Of a kernel with an EFI stub: PE head, then the setup header of 40000 bytes (Documentation/arch/x86/boot.rst).
    head = ''
      import struct, sys
      head = bytearray(1024)
      for place, form, *values in [
          (0, "60s", b"MZ kernel " + sys.argv[1].encode()), (0x3C, "<I", 0x40),
          (0x40, "<IHH12xHH", 0x4550, 0x8664, 0, 112, 0x206), (0x58, "<H58xI4xH38xI", 0x20B, 1024, 10, 0),
          (0x1F1, "<B2xI", 1, 2500), (0x1FE, "<H2x4sH", 0xAA55, b"HdrS", 0x204)]:
          struct.pack_into(form, head, place, *values)
      sys.stdout.buffer.write(head)
    '';
  };
  kernel = derive "linux-${kernelVersion}" ''
    mkdir $out; python3 -c "$head" '${kernelVersion}' > $out/bzImage; head -c 40000 /dev/zero >> $out/bzImage'';
  initrd = derive "initrd-linux-${kernelVersion}" ''
    mkdir $out; { printf 'initrd ${initrdVersion}'; head -c 90000 /dev/zero; } > $out/initrd'';
in
derive "nixos-system-lab-25.11.${number}" ''
  mkdir -p $out/kernel-modules/lib/modules/${kernelVersion}
  ln -s ${kernel}/bzImage $out/kernel; ln -s ${initrd}/initrd $out/initrd
  printf '25.11.${number}' > $out/nixos-version; printf 'x86_64-linux' > $out/system
  printf 'loglevel=4 net.ifnames=0' > $out/kernel-params; printf '#!/bin/sh\n' > $out/init; chmod +x $out/init
  cat > $out/boot.json <<END
  {"org.nixos.bootspec.v1":{"init":"$out/init","initrd":"${initrd}/initrd","kernel":"${kernel}/bzImage",
   "kernelParams":["loglevel=4","net.ifnames=0"],"label":"NixOS 25.11.${number} (Linux ${kernelVersion})",
   "system":"x86_64-linux","toplevel":"$out"},"org.nixos.specialisation.v1":{}}
  END
''
