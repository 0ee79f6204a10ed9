using System.Globalization;

namespace Kube.Node.Containerd;

/// <summary>The files that containerd reads.</summary>
internal static class ContainerdConfiguration
{
    private const int SysResource = 24;

    // Root in a container may not make a process less likely to be killed than it is itself; asking for it fails the pod.
    private static bool MayProtect { get; } = File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal)) is { } line
        && (ulong.Parse(line.AsSpan("CapEff:".Length).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) >> SysResource & 1) != 0;

    public static string Main(ContainerdOptions options, ContainerdPaths paths) =>
        $"""
        version = 2
        root = "{paths.Root}"
        state = "{paths.State}"
        {(MayProtect ? "oom_score = -999" : "")}
        # What only delays the start where it is not there.
        disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.aufs", "io.containerd.internal.v1.opt"]
        [grpc]
          address = "{paths.Socket}"
        [ttrpc]
          address = "{paths.Socket}.ttrpc"
        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "{PauseImage.Name}"
          stream_server_address = "127.0.0.1"
          stream_server_port = "0"
          restrict_oom_score_adj = {(MayProtect ? "false" : "true")}
          enable_unprivileged_ports = true
          enable_unprivileged_icmp = true
          netns_mounts_under_state_dir = true
          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = "{options.PluginDirectory}"
            conf_dir = "{paths.NetworkDirectory}"
            conf_template = "{paths.NetworkTemplate}"
          [plugins."io.containerd.grpc.v1.cri".containerd]
            snapshotter = "{options.Snapshotter}"
            default_runtime_name = "runc"
            [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
              runtime_type = "io.containerd.runc.v2"
              [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                SystemdCgroup = false

        """;

    /// <summary>The pods' network; containerd fills the range in when the cluster has given one.</summary>
    public static string Network(ContainerdOptions options, ContainerdPaths paths, string range) =>
        $$"""
        {
          "cniVersion": "0.4.0",
          "name": "kube",
          "plugins": [
            {
              "type": "bridge",
              "bridge": "{{options.Bridge}}",
              "isGateway": true,
              "hairpinMode": true,
              "ipam": {
                "type": "host-local",
                "dataDir": "{{paths.Addresses}}",
                "ranges": [[{ "subnet": "{{range}}" }]],
                "routes": [{ "dst": "0.0.0.0/0" }]
              }
            }
          ]
        }

        """;
}
