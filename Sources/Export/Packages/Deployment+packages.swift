extension Deployment {
    /// The files that are packed.
    private var sources: [ExportedFile] {
        packages.flatMap { package -> [ExportedFile] in
            guard case .files(let files) = package.content else { return [] }
            return files.map { ExportedFile(path: "\(package.folder)/\($0.path)", bytes: $0.bytes) }
        }
    }

    /// For CloudFormation: a script that packs the functions and puts them into a bucket.
    var uploadedPackages: [ExportedFile] { sources + script(for: packages) }

    private func script(for packages: [FunctionPackage]) -> [ExportedFile] {
        guard !packages.isEmpty else { return [] }
        let calls = packages.map { "pack '\($0.folder)' '\($0.key)'" }.joined(separator: "\n")
        let script = """
            #!/bin/sh
            # Packs code and puts it into a bucket; README.md has what comes after that.
            #
            #   ./package.sh BUCKET STACK
            set -eu
            [ $# -eq 2 ] || { echo "usage: $0 BUCKET STACK" >&2; exit 2; }
            for program in aws zip; do
              command -v "$program" > /dev/null || { echo "$0 needs the program '$program'" >&2; exit 1; }
            done
            bucket=$1
            stack=$2
            here=$(cd "$(dirname "$0")" && pwd)
            work=$(mktemp -d)
            trap 'rm -rf "$work"' EXIT

            \(Self.prepare)

            # Packs a folder under a key. Old dates make equal code equal bytes.
            pack() {
              rm -rf "$work/code" "$work/code.zip"
              mkdir "$work/code"
              [ ! -d "$here/$1" ] || cp -R "$here/$1/." "$work/code"
              prepare "$1" "$work/code"
              find "$work/code" -exec touch -t 198001010000 {} +
              (cd "$work/code" && zip -q -X -r "$work/code.zip" .)
              aws s3 cp --only-show-errors "$work/code.zip" "s3://$bucket/$stack/$2"
              echo "s3://$bucket/$stack/$2"
            }

            \(calls)

            """
        return [ExportedFile(path: "package.sh", text: script, isExecutable: true)]
    }

    /// For Terraform: a script that makes the folders complete, which Terraform then packs.
    var preparedPackages: [ExportedFile] {
        guard !packages.isEmpty else { return [] }
        let calls = packages.map { "prepare '\($0.folder)' \"$here/\($0.folder)\"" }.joined(separator: "\n")
        let script = """
            #!/bin/sh
            # Makes the folders of the functions complete, before 'terraform apply' packs them.
            set -eu
            here=$(cd "$(dirname "$0")" && pwd)

            \(Self.prepare)

            \(calls)

            """
        return sources + [ExportedFile(path: "prepare.sh", text: script, isExecutable: true)]
    }

    /// For SAM: the folders, how 'sam build' makes that of Baton's own functions, and a script for what SAM does not pack.
    var builtPackages: [ExportedFile] {
        sources + makefile + script(for: agentPackages)
    }

    private var makefile: [ExportedFile] {
        let functions = resources.compactMap { resource -> String? in
            guard case .function(let function) = resource.body, case .package(let package) = function.code,
                package.content == .program
            else { return nil }
            return resource.name
        }
        guard let folder = packages.first(where: { $0.content == .program })?.folder else { return [] }
        let rules = functions.map { name in
            "build-\(name):\n\tcp \"$${BATON_PROGRAM:-$$(command -v baton)}\" \"$(ARTIFACTS_DIR)/bootstrap\"\n"
        }
        let text =
            "# Baton itself is the runtime of its functions: a static build for Linux.\n"
            + rules.joined(separator: "\n")
        return [ExportedFile(path: "\(folder)/Makefile", text: text)]
    }

    private static let prepare = """
        # Installs what a function depends on; Baton itself is the runtime of its own functions (a static build for Linux).
        prepare() {
          mkdir -p "$2"
          case $1 in
            functions/baton) cp "${BATON_PROGRAM:-$(command -v baton)}" "$2/bootstrap" && chmod 755 "$2/bootstrap" ;;
          esac
          case $1 in
            agents/*) machine=aarch64 ;;
            *) machine=x86_64 ;;
          esac
          if [ -f "$2/requirements.txt" ]; then
            python3 -m pip install --quiet --requirement "$2/requirements.txt" --target "$2" \\
              --platform "manylinux2014_$machine" --only-binary=:all:
          fi
          if [ -f "$2/package.json" ]; then
            (cd "$2" && npm install --omit=dev --silent)
          fi
        }
        """
}
