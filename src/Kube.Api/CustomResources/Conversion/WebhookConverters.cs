using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Webhooks;

namespace Kube.Api.CustomResources.Conversion;

/// <summary>Makes the converters that definitions ask for.</summary>
internal sealed class WebhookConverters(WebhookCaller caller, IRandomSource random)
{
    private const int HttpsPort = 443;

    /// <returns>The converter; null when versions only differ in name.</returns>
    public IObjectConverter? Make(V1CustomResourceConversion? conversion)
    {
        if (conversion is not { Strategy: "Webhook", Webhook: { ClientConfig: { } client } webhook }) return null;
        var review = webhook.ConversionReviewVersions.Find(static version => version is "v1" or "v1beta1") ?? "v1";
        var endpoint = client.Service is { } service
            ? new WebhookEndpoint(null, service.Namespace, service.Name, service.Port ?? HttpsPort, service.Path ?? "", client.CaBundle)
            : new WebhookEndpoint(new Uri(client.Url!), "", "", 0, "", client.CaBundle);
        return new WebhookConverter(caller, random, endpoint, review);
    }
}
