namespace Kube.Api.Client.Http;

/// <summary>A program that gives credentials when it is run (client.authentication.k8s.io/v1, <c>user.exec</c> of a kubeconfig). Immutable.</summary>
public sealed record ExecPlugin
{
    /// <summary>The program: a name to look for in <c>PATH</c>, or a path. Required.</summary>
    public required string Command { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What is added to the environment of this process for it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>The form of what it writes. Default <c>client.authentication.k8s.io/v1</c>; <c>…/v1beta1</c> reads alike.</summary>
    public string ApiVersion { get; init; } = "client.authentication.k8s.io/v1";

    /// <summary>What to tell a user who does not have the program; empty: nothing.</summary>
    public string InstallHint { get; init; } = "";

    /// <summary>Whether it is told which cluster it is for. Default false.</summary>
    public bool ProvideClusterInfo { get; init; }

    /// <summary>The cluster's extension <c>client.authentication.k8s.io/exec</c> as JSON; null without one.</summary>
    public string? ClusterConfig { get; init; }

    /// <summary><c>Never</c>, <c>IfAvailable</c> (default) or <c>Always</c>: whether it may ask the user on this process's terminal.</summary>
    public string InteractiveMode { get; init; } = "IfAvailable";
}
