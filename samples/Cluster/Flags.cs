using System.CommandLine;
using System.Net;

namespace Kube.Samples.Cluster;

/// <summary>The command line: kube-apiserver's names where it has one.</summary>
internal static class Flags
{
    public static readonly Option<string> DataDirectory = new("--data-dir")
    {
        Description = "Directory of the store, the certificates and admin.kubeconfig; made when missing.",
        DefaultValueFactory = _ => "./.kube-cluster",
        HelpName = "DIR",
    };

    public static readonly Option<string?> Kubeconfig = new("--kubeconfig")
    {
        Description = "Serve no API here: run the other parts for the API server of this kubeconfig, another process on the same data directory.",
        HelpName = "FILE",
    };

    public static readonly Option<string?> BootstrapKubeconfig = new("--bootstrap-kubeconfig")
    {
        Description = "Be a node of the cluster of this kubeconfig, whose user may ask for the node's certificate; --kubeconfig is then where the node keeps its own.",
        HelpName = "FILE",
    };

    public static readonly Option<int> SecurePort = new("--secure-port")
    {
        Description = "Port to serve HTTPS on; 0 takes a free one.",
        DefaultValueFactory = _ => 6443,
        HelpName = "PORT",
    };

    public static readonly Option<IPAddress> BindAddress = Address("--bind-address", "Address to serve on; 0.0.0.0 for every one of the machine.", IPAddress.Loopback);

    public static readonly Option<IPAddress?> AdvertiseAddress = Address<IPAddress?>("--advertise-address", "Address that others reach the server at. Default: the bind address.", null);

    public static readonly Option<IPNetwork> ServiceClusterIPRange = new("--service-cluster-ip-range")
    {
        Description = "Range of the addresses that services get.",
        DefaultValueFactory = _ => IPNetwork.Parse("10.96.0.0/16"),
        CustomParser = result => Parse(result, text => IPNetwork.Parse(text)),
        HelpName = "CIDR",
    };

    public static readonly Option<IPNetwork> ClusterCidr = new("--cluster-cidr")
    {
        Description = "Range of the addresses that pods get.",
        DefaultValueFactory = _ => IPNetwork.Parse("10.244.0.0/16"),
        CustomParser = result => Parse(result, text => IPNetwork.Parse(text)),
        HelpName = "CIDR",
    };

    public static readonly Option<int> KubeletPort = new("--kubelet-port")
    {
        Description = "Port of the node's own endpoint, for logs and commands; 0 takes a free one.",
        DefaultValueFactory = _ => 10250,
        HelpName = "PORT",
    };

    public static readonly Option<int> HollowNodes = new("--hollow-nodes")
    {
        Description = "Nodes that only pretend to run their pods, beside the real one.",
        DefaultValueFactory = _ => 0,
        HelpName = "N",
    };

    public static readonly Option<string> HollowNodePrefix = new("--hollow-node-prefix")
    {
        Description = "What the names of those begin with.",
        DefaultValueFactory = _ => "hollow-node-",
        HelpName = "NAME",
    };

    public static readonly Option<TimeSpan> NodeLeaseDuration = Time("--node-lease-duration", "How long a node counts as alive after its last sign of life; it gives one four times as often.", 40);

    public static readonly Option<TimeSpan> NodeMonitorPeriod = Time("--node-monitor-period", "How often the controllers look at nodes.", 5);

    public static readonly Option<TimeSpan> NodeMonitorGracePeriod = Time("--node-monitor-grace-period", "How long a node may be silent before it is tainted and its pods move.", 50);

    public static readonly Option<string> ProxyMode = new("--proxy-mode")
    {
        Description = $"How services are served: {string.Join(", ", ClusterOptions.KnownProxyModes)}.",
        DefaultValueFactory = _ => ClusterOptions.KnownProxyModes[0],
        CustomParser = result => Parse(result, text => ClusterOptions.KnownProxyModes.Contains(text) ? text : throw new FormatException()),
        HelpName = "MODE",
    };

    public static readonly Option<bool> AllowHostRoot = new("--allow-host-root")
    {
        Description = "Let containers run as root. They are programs of this machine: root in them is close to root on it.",
    };

    public static readonly Option<string?> TokenAuthFile = new("--token-auth-file")
    {
        Description = "File of static tokens: token,user,uid,\"group1,group2\" per line.",
        HelpName = "CSV",
    };

    public static readonly Option<bool> AllowsJoining = new("--enable-bootstrap-token-auth")
    {
        Description = "Let nodes join with bootstrap tokens, which are secrets in kube-system, and publish in kube-public who this cluster is.",
    };

    public static readonly Option<bool> AllocatesNodeCidrs = new("--allocate-node-cidrs") { Description = "Give every node a /24 of --cluster-cidr; the first one stays this machine's." };

    public static readonly Option<TimeSpan> SigningDuration = new("--cluster-signing-duration")
    {
        Description = "How long certificates are valid that are asked for through the API, at most: 24h, 30m.",
        DefaultValueFactory = _ => TimeSpan.FromDays(365),
        CustomParser = result => Parse(result, Duration),
        HelpName = "DURATION",
    };

    public static readonly Option<string> ServiceAccountIssuer = new("--service-account-issuer")
    {
        Description = "Who issues the tokens of service accounts: an https address.",
        DefaultValueFactory = _ => "https://kubernetes.default.svc",
        HelpName = "URL",
    };

    public static readonly Option<string[]> AuthorizationModes = new("--authorization-mode")
    {
        Description = "Who decides what users may do, separated by commas: Node, RBAC.",
        DefaultValueFactory = _ => [.. ClusterOptions.KnownAuthorizationModes],
        CustomParser = result => Parse(result, text => Names(text, ClusterOptions.KnownAuthorizationModes)),
        HelpName = "MODES",
    };

    public static readonly Option<TimeSpan> CompactionInterval = new("--etcd-compaction-interval")
    {
        Description = "How long old revisions are kept: 5m, 30s, 1h; 0 keeps them.",
        DefaultValueFactory = _ => TimeSpan.FromMinutes(5),
        CustomParser = result => Parse(result, Duration),
        HelpName = "DURATION",
    };

    public static readonly Option<string[]> Disabled = new("--disable")
    {
        Description = $"Parts that are not started, separated by commas: {string.Join(", ", ClusterOptions.Parts)}.",
        DefaultValueFactory = _ => [],
        CustomParser = result => Parse(result, text => Names(text, ClusterOptions.Parts)),
        HelpName = "NAMES",
    };

    public static readonly Option<string?> RuntimeEndpoint = new("--container-runtime-endpoint")
    {
        Description = "The container runtime's socket: unix:///run/containerd/containerd.sock; auto starts a containerd for this cluster. Default: pods are processes of this machine.",
        CustomParser = result => Parse(result, text => text == ClusterOptions.OwnRuntime || text.StartsWith("unix:///", StringComparison.Ordinal) ? text : throw new FormatException()),
        HelpName = "auto|unix:///SOCKET",
    };

    public static readonly Option<string?> ImageDirectory = new("--image-dir")
    {
        Description = "Directory of image archives (*.tar) that the cluster's own containerd imports at its start.",
        HelpName = "DIR",
    };

    public static readonly Option<int> Nodes = new("--nodes")
    {
        Description = "Real nodes; from two on each is a process in a network namespace, with a containerd of its own (--container-runtime-endpoint auto).",
        DefaultValueFactory = _ => 1,
        CustomParser = result => Parse(result, text => int.Parse(text) is var number and >= 1 and <= ClusterOptions.MostNodes ? number : throw new FormatException()),
        HelpName = "N",
    };

    public static readonly Option<string?> NodeName = new("--hostname-override") { Description = "The node's name. Default: the machine's.", HelpName = "NAME" };

    public static readonly Option<IPAddress?> NodeIP = Address<IPAddress?>("--node-ip", "The node's address. Default: the machine's first.", null);

    public static readonly Option<IPNetwork?> PodCidr = new("--pod-cidr")
    {
        Description = "Range of the addresses of this node's pods. Default: the first /24 of --cluster-cidr.",
        CustomParser = result => Parse<IPNetwork?>(result, text => IPNetwork.Parse(text)),
        HelpName = "CIDR",
    };

    public static readonly Option<bool> EndsWithInput = new("--ends-with-input") { Description = "End when the standard input does.", Hidden = true };

    private static readonly Option[] All =
    [
        RuntimeEndpoint, ImageDirectory, Nodes, NodeName, NodeIP, PodCidr, EndsWithInput,
        DataDirectory, Kubeconfig, BootstrapKubeconfig, SecurePort, BindAddress, AdvertiseAddress, ServiceClusterIPRange, ClusterCidr, KubeletPort, HollowNodes, HollowNodePrefix,
        NodeLeaseDuration, NodeMonitorPeriod, NodeMonitorGracePeriod, ProxyMode, AllowHostRoot, TokenAuthFile, AllowsJoining, AllocatesNodeCidrs, SigningDuration, ServiceAccountIssuer, AuthorizationModes, CompactionInterval, Disabled,
        .. AccessFlags.All,
    ];

    public static RootCommand Command()
    {
        var command = new RootCommand("A Kubernetes API server with its own store, in one process.");
        foreach (var option in All.Concat(ServerFlags.All).Concat(NodeFlags.All).Concat(StatusFlags.All)) command.Options.Add(option);
        return command;
    }

    public static ClusterOptions Read(ParseResult flags) => new()
    {
        DataDirectory = flags.GetValue(DataDirectory)!,
        RuntimeEndpoint = flags.GetValue(RuntimeEndpoint),
        ImageDirectory = flags.GetValue(ImageDirectory),
        Nodes = flags.GetValue(Nodes),
        NodeName = flags.GetValue(NodeName),
        Node = NodeFlags.Read(flags),
        VolumeDirectory = flags.GetValue(NodeFlags.VolumeDirectory),
        NodeIP = flags.GetValue(NodeIP),
        PodCidr = flags.GetValue(PodCidr),
        EndsWithInput = flags.GetValue(EndsWithInput),
        Kubeconfig = flags.GetValue(Kubeconfig),
        BootstrapKubeconfig = flags.GetValue(BootstrapKubeconfig),
        SecurePort = flags.GetValue(SecurePort),
        BindAddress = flags.GetValue(BindAddress)!,
        AdvertiseAddress = flags.GetValue(AdvertiseAddress),
        ServiceClusterIPRange = flags.GetValue(ServiceClusterIPRange),
        ClusterCidr = flags.GetValue(ClusterCidr),
        KubeletPort = flags.GetValue(KubeletPort),
        HollowNodes = flags.GetValue(HollowNodes),
        HollowNodePrefix = flags.GetValue(HollowNodePrefix)!,
        NodeLeaseDuration = flags.GetValue(NodeLeaseDuration),
        NodeMonitorPeriod = flags.GetValue(NodeMonitorPeriod),
        NodeMonitorGracePeriod = flags.GetValue(NodeMonitorGracePeriod),
        ProxyMode = flags.GetValue(ProxyMode)!,
        AllowHostRoot = flags.GetValue(AllowHostRoot),
        TokenAuthFile = flags.GetValue(TokenAuthFile),
        AllowsJoining = flags.GetValue(AllowsJoining),
        AllocatesNodeCidrs = flags.GetValue(AllocatesNodeCidrs),
        SigningDuration = flags.GetValue(SigningDuration),
        ServiceAccountIssuer = flags.GetValue(ServiceAccountIssuer)!,
        AuthorizationModes = flags.GetValue(AuthorizationModes) ?? [],
        Access = AccessFlags.Read(flags),
        CompactionInterval = flags.GetValue(CompactionInterval),
        Disabled = flags.GetValue(Disabled) ?? [],
        Server = ServerFlags.Read(flags),
        Status = StatusFlags.Read(flags),
    };

    public static Option<TimeSpan> Time(string name, string description, int seconds) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => TimeSpan.FromSeconds(seconds),
        CustomParser = result => Parse(result, Duration),
        HelpName = "DURATION",
    };

    private static Option<IPAddress> Address(string name, string description, IPAddress value) => Address<IPAddress>(name, description, value);

    private static Option<T> Address<T>(string name, string description, T value) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => value,
        CustomParser = result => Parse(result, text => (T)(object)IPAddress.Parse(text)),
        HelpName = "IP",
    };

    // Go's durations, as far as whole ones go: 90s, 5m, 1h.
    private static TimeSpan Duration(string text)
    {
        if (text == "0") return TimeSpan.Zero;
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), out var count) || count < 0) throw new FormatException();
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            _ => throw new FormatException(),
        };
    }

    private static string[] Names(string text, IEnumerable<string> known)
    {
        var names = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return names.Except(known).Any() ? throw new FormatException() : names;
    }

    internal static T? Parse<T>(System.CommandLine.Parsing.ArgumentResult result, Func<string, T> parse)
    {
        // A flag that takes names may be given more than once.
        var text = string.Join(',', result.Tokens.Select(token => token.Value));
        try
        {
            return parse(text);
        }
        catch (FormatException)
        {
            result.AddError($"'{text}' is not right for {((System.CommandLine.Parsing.OptionResult)result.Parent!).IdentifierToken?.Value}.");
            return default;
        }
    }
}
