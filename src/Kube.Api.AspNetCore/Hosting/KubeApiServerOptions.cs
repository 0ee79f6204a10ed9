using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Kube.Api.AspNetCore.Hosting;

/// <summary>Where and as whom the API server listens.</summary>
public sealed class KubeApiServerOptions : IValidatableObject
{
    /// <summary>The address to listen on. Default: loopback, so that nobody but this machine reaches it.</summary>
    [Required] public IPAddress BindAddress { get; set; } = IPAddress.Loopback;

    /// <summary>Further addresses to listen on, at the same port, which must then be a set one. One that the machine does not have yet, such as that of the bridge
    /// of its pods, answers once it has it (Linux). In the serving certificate too. Default none.</summary>
    public IList<IPAddress> FurtherBindAddresses { get; set; } = [];

    /// <summary>The address that pods reach the server at: it stands in the endpoints of the service <c>kubernetes</c> and in the serving certificate. Default null:
    /// the first of <see cref="FurtherBindAddresses"/>, else <see cref="BindAddress"/>, or when that is every address one of the machine's own.</summary>
    public IPAddress? AdvertiseAddress { get; set; }

    /// <summary>The port to listen on with TLS. Default 6443; 0 takes a free one. 0 to 65535.</summary>
    [Range(0, 65535)] public int SecurePort { get; set; } = 6443;

    /// <summary>Directory of the cluster's certificates; made, with a new authority, when missing. Required, no default.</summary>
    [Required] public string CertificateDirectory { get; set; } = "";

    /// <summary>Addresses that the serving certificate holds beside the loopback ones and <see cref="BindAddress"/>. Default none.</summary>
    public IList<IPAddress> CertificateAddresses { get; set; } = [];

    /// <summary>A file of static tokens, <c>token,user,uid,"group1,group2"</c> per line; empty: none.</summary>
    public string TokenAuthFile { get; set; } = "";

    /// <summary>How many seconds a request that is no watch may take. Default 60; 1 to 3600.</summary>
    [Range(1, 3600)] public int RequestTimeoutSeconds { get; set; } = 60;

    /// <summary>How many requests that read may be under way at once; with <see cref="PriorityAndFairness"/>, which shares the sum of both limits out, watches only until they
    /// stand. Default 400; 0 to 100,000, and 0 is no limit where there is no priority and fairness.</summary>
    [Range(0, 100_000)] public int MaxRequestsInflight { get; set; } = 400;

    /// <summary>How many requests that write may be under way at once, likewise. Default 200; 0 to 100,000.</summary>
    [Range(0, 100_000)] public int MaxMutatingRequestsInflight { get; set; } = 200;

    /// <summary>Whether flow schemas and priority levels decide who is served when many ask at once. Default true.</summary>
    public bool PriorityAndFairness { get; set; } = true;

    /// <summary>The largest body accepted, in bytes. Default 3 MiB, as upstream; 1 KiB to 64 MiB.</summary>
    [Range(1 << 10, 64 << 20)] public int MaxRequestBodyBytes { get; set; } = 3 << 20;

    /// <summary>A PEM file of the authorities that sign the serving certificates of nodes. Default empty: nodes' certificates are not verified, as upstream.</summary>
    public string KubeletCertificateAuthority { get; set; } = "";

    /// <summary>Proxies in front of the server that are believed who their users are.</summary>
    public RequestHeaderOptions RequestHeader { get; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // Each address would get a free port of its own, and nobody could tell which.
        if (SecurePort == 0 && FurtherBindAddresses.Count > 0)
            yield return new("Further addresses to listen on need a set port: SecurePort is 0.", [nameof(SecurePort), nameof(FurtherBindAddresses)]);
        if (PriorityAndFairness && MaxRequestsInflight + MaxMutatingRequestsInflight == 0)
            yield return new("Priority and fairness needs seats to share: MaxRequestsInflight and MaxMutatingRequestsInflight are both 0.", [nameof(MaxRequestsInflight), nameof(MaxMutatingRequestsInflight)]);
    }
}
