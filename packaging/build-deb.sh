#!/bin/sh
# Builds the Debian package of what stands in the tree, as build-deb/botschafter_*.deb.
set -eu
cd "$(dirname "$0")/.."
sh packaging/install-deps.sh packaging/debian-build-deps packaging/debian-package-deps

rm -rf build-deb
mkdir -p build-deb/source
cp -R README.md config.example.toml meson.build meson_options.txt LICENSE \
    bot commands docs packaging build-deb/source
cd build-deb/source
mv packaging/debian debian
for kind in service sysusers tmpfiles; do
    cp "packaging/botschafter.$kind" debian/
done

# One list of build dependencies, one version: the package's files take them over.
needs=$(sed 's/#.*//' packaging/debian-build-deps |
    awk 'NF { printf ", %s", $1 }')
sed -i "s/@BUILD_DEPENDS@/debhelper-compat (= 13)$needs/" debian/control
version=$(sed -n "s/^ *version: '\(.*\)',$/\1/p" meson.build | head -n 1)
sed -i "1s/(.*)/($version)/" debian/changelog

dpkg-buildpackage --build=binary --no-sign
cd ../..
ls -l build-deb/*.deb
