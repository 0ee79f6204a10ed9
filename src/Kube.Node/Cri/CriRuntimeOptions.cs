using System.ComponentModel.DataAnnotations;

namespace Kube.Node.Cri;

/// <summary>The container runtime that a node's pods run in, by its CRI v1 endpoints.</summary>
public sealed class CriRuntimeOptions : IValidatableObject
{
    private const string UnixScheme = "unix://";

    /// <summary>The runtime's socket, as the kubelet's <c>--container-runtime-endpoint</c> says it. Default <c>unix:///run/containerd/containerd.sock</c>.</summary>
    [Required] public string Endpoint { get; set; } = "unix:///run/containerd/containerd.sock";

    /// <summary>The socket of the image service. Default: empty, which means <see cref="Endpoint"/>.</summary>
    public string ImageEndpoint { get; set; } = "";

    /// <summary>How long a call may take, beside what it was asked to wait for itself; pulls and streams are not limited. Default 2 min; 1 s to 1 h.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often the runtime is asked for changes when it does not tell them. Default 1 s; 100 ms to 1 min.</summary>
    public TimeSpan RelistPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsSocket(Endpoint)) yield return new($"The endpoint \"{Endpoint}\" is no Unix socket: unix:///run/containerd/containerd.sock.", [nameof(Endpoint)]);
        if (RequestTimeout < TimeSpan.FromSeconds(1) || RequestTimeout > TimeSpan.FromHours(1)) yield return new("The time for requests is not within 1 s and 1 h.", [nameof(RequestTimeout)]);
        if (RelistPeriod < TimeSpan.FromMilliseconds(100) || RelistPeriod > TimeSpan.FromMinutes(1))
            yield return new("The period of lists is not within 100 ms and 1 min.", [nameof(RelistPeriod)]);
        if (ImageEndpoint.Length > 0 && !IsSocket(ImageEndpoint)) yield return new($"The endpoint \"{ImageEndpoint}\" is no Unix socket.", [nameof(ImageEndpoint)]);
    }

    internal static string PathOf(string endpoint) => endpoint.StartsWith(UnixScheme, StringComparison.Ordinal) ? endpoint[UnixScheme.Length..] : endpoint;

    // A bare path is what older configurations say.
    private static bool IsSocket(string endpoint) => PathOf(endpoint).StartsWith('/');
}
