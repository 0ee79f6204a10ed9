using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Node.Tokens;
using Kube.Node.Volumes;

namespace Kube.Node.Csi;

/// <summary>Tokens of a pod's service account that a driver wants with every volume that it publishes for the pod (upstream's <c>pkg/volume/csi</c>).</summary>
internal sealed class CsiTokens(IServiceAccountTokens tokens)
{
    private const string Name = "csi.storage.k8s.io/serviceAccount.tokens";

    // What the API server gives to requests that do not say.
    private const long DefaultSeconds = 3600;

    /// <summary>What is added to the volume's attributes, or to its secrets where the driver wants that; nothing for one that wants no tokens.</summary>
    /// <exception cref="VolumeException">They cannot be had.</exception>
    public async ValueTask<IReadOnlyDictionary<string, string>> ForAsync(V1Pod pod, V1CSIDriverSpec driver, CancellationToken cancellationToken)
    {
        if (driver.TokenRequests is not { Count: > 0 } wanted) return new Dictionary<string, string>();
        var byAudience = new SortedDictionary<string, ServiceAccountToken>(StringComparer.Ordinal);
        try
        {
            foreach (var request in wanted)
            {
                var source = new V1ServiceAccountTokenProjection { Audience = request.Audience, ExpirationSeconds = request.ExpirationSeconds ?? DefaultSeconds };
                byAudience[request.Audience] = await tokens.GetAsync(pod, source, cancellationToken);
            }
        }
        catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
        {
            throw new VolumeException($"kubernetes.io/csi: mounter.SetUpAt failed to get service accoount token attributes: {e.Message}", e);
        }

        return new Dictionary<string, string> { [Name] = Encode(byAudience) };
    }

    private static string Encode(SortedDictionary<string, ServiceAccountToken> byAudience)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            foreach (var (audience, token) in byAudience)
            {
                json.WriteStartObject(audience);
                json.WriteString("token", token.Value);
                json.WriteString("expirationTimestamp", token.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
