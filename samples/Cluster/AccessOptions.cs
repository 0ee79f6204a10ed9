using Kube.Api.AspNetCore.Hosting;
using Kube.Api.Hosting;

namespace Kube.Samples.Cluster;

/// <summary>What the flags of authentication and authorization add to the API server.</summary>
public sealed record AccessOptions
{
    /// <summary>The authorizers are in a file: modes are not asked.</summary>
    public bool ReplacesModes { get; init; }

    /// <summary>Adds them, after the modes.</summary>
    public Action<IKubeApiBuilder> Add { get; init; } = static _ => { };

    /// <summary>Sets what the server itself has to know.</summary>
    public Action<KubeApiServerOptions> Configure { get; init; } = static _ => { };
}
