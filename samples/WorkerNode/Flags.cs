using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace Kube.Samples.WorkerNode;

/// <summary>The command line: the kubelet's names where it has one, kubeadm's for what joins.</summary>
internal static class Flags
{
    private static readonly Option<string> s_root = Text("--root-dir", "DIR", "Directory of everything that the node keeps; made when missing.", "./.kube-node");
    private static readonly Option<string?> s_kubeconfig = Text("--kubeconfig", "FILE", "The node's kubeconfig; made when it joins. Default: kubeconfig in the root directory.");
    private static readonly Option<string?> s_bootstrap = Text("--bootstrap-kubeconfig", "FILE", "Kubeconfig of who may ask for the node's certificate, used until there is one.");
    private static readonly Option<string?> s_token = Text("--token", "ID.SECRET", "Bootstrap token to join with, instead of a bootstrap kubeconfig.");
    private static readonly Option<string?> s_authority = Text("--ca-file", "FILE", "The cluster's authority, with --token.");
    private static readonly Option<string?> s_images = Text("--image-dir", "DIR", "Directory of image archives (*.tar) that the node's own containerd imports at its start.");
    private static readonly Option<string> s_bridge = Text("--bridge", "NAME", "Bridge of the node's pods, where the runtime is the node's own.", "kube0");
    private static readonly Option<string?> s_proxy = Text("--proxy-kubeconfig", "FILE", "Kubeconfig of system:kube-proxy. Default: services are not served here.");

    private static readonly Option<Uri?> s_server = new("--server")
    {
        Description = "The API server to join, with --token.",
        CustomParser = result => Parse(result, static text => new Uri(text, UriKind.Absolute)),
        HelpName = "URL",
    };

    private static readonly Option<string[]> s_hashes = new("--discovery-token-ca-cert-hash")
    {
        Description = "With --token and without --ca-file: hash of the cluster's authority, sha256:HEX; may be given more than once.",
        DefaultValueFactory = static _ => [],
        HelpName = "HASH",
    };

    private static readonly Option<string> s_name = new("--hostname-override", "--node-name")
    {
        Description = "The node's name. Default: the machine's.",
        DefaultValueFactory = static _ => Environment.MachineName.ToLowerInvariant(),
        HelpName = "NAME",
    };

    private static readonly Option<IPAddress?> s_address = new("--node-ip")
    {
        Description = "The node's address. Default: the machine's first.",
        CustomParser = result => Parse(result, static text => IPAddress.Parse(text)),
        HelpName = "IP",
    };

    private static readonly Option<IPNetwork?> s_podCidr = new("--pod-cidr")
    {
        Description = "Addresses of the node's pods. Default: what the cluster gives to the node.",
        CustomParser = result => Parse<IPNetwork?>(result, static text => IPNetwork.Parse(text)),
        HelpName = "CIDR",
    };

    private static readonly Option<string> s_runtime = new("--container-runtime-endpoint")
    {
        Description = "The container runtime's socket; auto starts a containerd for this node; process runs programs of this machine; hollow only pretends.",
        DefaultValueFactory = static _ => WorkerOptions.ProcessRuntime,
        CustomParser = result => Parse(result, static text => text is WorkerOptions.ProcessRuntime or WorkerOptions.HollowRuntime or WorkerOptions.OwnRuntime
            || text.StartsWith("unix:///", StringComparison.Ordinal) ? text : throw new FormatException()),
        HelpName = "process|hollow|auto|unix:///SOCKET",
    };

    private static readonly Option<int> s_port = new("--kubelet-port")
    {
        Description = "Port of the node's own endpoint, for logs and commands; 0 takes a free one.",
        DefaultValueFactory = static _ => 10250,
        HelpName = "PORT",
    };

    private static readonly Option<bool> s_serving = new("--rotate-server-certificates")
    {
        Description = "Ask the cluster for the endpoint's certificate, which somebody has to approve. Default: the node signs one itself.",
    };

    private static readonly Option<IPAddress[]> s_dns = new("--cluster-dns")
    {
        Description = "Address of the cluster's DNS; may be given more than once.",
        DefaultValueFactory = static _ => [],
        CustomParser = static result => [.. result.Tokens.Select(token => IPAddress.Parse(token.Value))],
        HelpName = "IP",
    };

    private static readonly Option<bool> s_hostRoot = new("--allow-host-root") { Description = "Let containers of the process runtime run as root, which is close to root on this machine." };

    public static RootCommand Command()
    {
        var command = new RootCommand("A Kubernetes node that joins a control plane elsewhere.");
        foreach (var option in (Option[])[
            s_server, s_token, s_authority, s_hashes, s_bootstrap, s_kubeconfig, s_root, s_name, s_address, s_podCidr, s_runtime, s_images, s_bridge, s_port, s_serving, s_dns, s_proxy, s_hostRoot])
            command.Options.Add(option);
        return command;
    }

    public static WorkerOptions Read(ParseResult flags)
    {
        var root = Path.GetFullPath(flags.GetValue(s_root)!);
        return new()
        {
            RootDirectory = root,
            Kubeconfig = flags.GetValue(s_kubeconfig) ?? Path.Combine(root, "kubeconfig"),
            BootstrapKubeconfig = flags.GetValue(s_bootstrap),
            Token = flags.GetValue(s_token),
            Server = flags.GetValue(s_server),
            AuthorityFile = flags.GetValue(s_authority),
            AuthorityHashes = flags.GetValue(s_hashes) ?? [],
            NodeName = flags.GetValue(s_name)!,
            NodeIP = flags.GetValue(s_address),
            PodCidr = flags.GetValue(s_podCidr),
            RuntimeEndpoint = flags.GetValue(s_runtime)!,
            ImageDirectory = flags.GetValue(s_images),
            Bridge = flags.GetValue(s_bridge)!,
            KubeletPort = flags.GetValue(s_port),
            RotateServerCertificate = flags.GetValue(s_serving),
            ClusterDns = flags.GetValue(s_dns) ?? [],
            ProxyKubeconfig = flags.GetValue(s_proxy),
            AllowHostRoot = flags.GetValue(s_hostRoot),
        };
    }

    private static Option<string> Text(string name, string value, string description, string otherwise) =>
        new(name) { Description = description, HelpName = value, DefaultValueFactory = _ => otherwise };

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    private static T? Parse<T>(ArgumentResult result, Func<string, T> parse)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
        try
        {
            return parse(text);
        }
        catch (FormatException)
        {
            result.AddError($"'{text}' is not right for {((OptionResult)result.Parent!).IdentifierToken?.Value}.");
            return default;
        }
    }
}
