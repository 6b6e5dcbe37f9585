# A NixOS-like system as real store paths, built offline: what lifeboot reads of one, and nothing more.
{ number, kernelVersion, initrdVersion }:
let
  derive = name: script: derivation {
    inherit name;
    system = builtins.currentSystem;
    builder = "/bin/sh";
    args = [ "-c" script ];
    PATH = "/bin:/usr/bin";
  };
  kernel = derive "linux-${kernelVersion}" ''
    mkdir $out; { printf 'MZ kernel ${kernelVersion}'; head -c 40000 /dev/zero; } > $out/bzImage'';
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
