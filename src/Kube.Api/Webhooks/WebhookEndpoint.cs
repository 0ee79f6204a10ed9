namespace Kube.Api.Webhooks;

/// <summary>Where a webhook is reached: at a URL, or at a service of the cluster. Immutable.</summary>
/// <param name="Url">The URL; null for a service.</param>
/// <param name="ServiceNamespace">The service's namespace.</param>
/// <param name="ServiceName">The service's name.</param>
/// <param name="ServicePort">Its port.</param>
/// <param name="ServicePath">The path to ask at; empty for none.</param>
/// <param name="CaBundle">The authorities that its certificate may be of, as PEM; empty: the machine's.</param>
internal sealed record WebhookEndpoint(Uri? Url, string ServiceNamespace, string ServiceName, int ServicePort, string ServicePath, ReadOnlyMemory<byte> CaBundle)
{
    /// <summary>The name that its certificate must be for.</summary>
    public string ServerName => Url?.Host ?? $"{ServiceName}.{ServiceNamespace}.svc";

    /// <summary>The URL as it is told in messages.</summary>
    public string Text => Url?.ToString() ?? $"https://{ServerName}:{ServicePort}{(ServicePath.Length == 0 || ServicePath.StartsWith('/') ? ServicePath : "/" + ServicePath)}";
}
