using System.Net;

namespace Kube.Samples.WorkerNode;

/// <summary>What the flags say.</summary>
internal sealed record WorkerOptions
{
    /// <summary>Where everything of the node is kept.</summary>
    public required string RootDirectory { get; init; }

    /// <summary>The node's kubeconfig; made when it joins.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Kubeconfig of who may ask for the node's first certificate; null for <see cref="Token"/>.</summary>
    public string? BootstrapKubeconfig { get; init; }

    /// <summary>A bootstrap token, for the server at <see cref="Server"/>.</summary>
    public string? Token { get; init; }

    /// <summary>The API server to join.</summary>
    public Uri? Server { get; init; }

    /// <summary>File of the cluster's authority; null to know the cluster by <see cref="AuthorityHashes"/>.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>Hashes of the cluster's authority, of which one has to match.</summary>
    public IReadOnlyCollection<string> AuthorityHashes { get; init; } = [];

    public required string NodeName { get; init; }

    public IPAddress? NodeIP { get; init; }

    /// <summary>Null for the range that the cluster gives.</summary>
    public IPNetwork? PodCidr { get; init; }

    /// <summary><c>process</c>, <c>hollow</c>, <c>auto</c> or a socket.</summary>
    public required string RuntimeEndpoint { get; init; }

    public string? ImageDirectory { get; init; }

    public required string Bridge { get; init; }

    public int KubeletPort { get; init; }

    public bool RotateServerCertificate { get; init; }

    public IReadOnlyCollection<IPAddress> ClusterDns { get; init; } = [];

    /// <summary>Kubeconfig of the service proxy; null to run none.</summary>
    public string? ProxyKubeconfig { get; init; }

    public bool AllowHostRoot { get; init; }

    public string CertificateDirectory => Path.Combine(RootDirectory, "pki");

    /// <summary>The bootstrap kubeconfig, one's own or one made of the token.</summary>
    public string JoinKubeconfig => BootstrapKubeconfig ?? Path.Combine(RootDirectory, "bootstrap.kubeconfig");

    public const string ProcessRuntime = "process";
    public const string HollowRuntime = "hollow";
    public const string OwnRuntime = "auto";
}
