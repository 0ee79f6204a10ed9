namespace Kube.Api.AspNetCore.Negotiation;

/// <summary>The media types of the API.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Yaml = "application/yaml";
    public const string Protobuf = "application/vnd.kubernetes.protobuf";
    public const string ProtobufStream = "application/vnd.kubernetes.protobuf;stream=watch";
    public const string JsonPatch = "application/json-patch+json";
    public const string MergePatch = "application/merge-patch+json";
    public const string StrategicMergePatch = "application/strategic-merge-patch+json";
    public const string ApplyYaml = "application/apply-patch+yaml";
    public const string PlainText = "text/plain; charset=utf-8";

    /// <summary>What messages list as accepted.</summary>
    public const string AllNames = Json + ", " + Yaml + ", " + Protobuf;

    /// <summary>What messages list as accepted by streams.</summary>
    public const string StreamNames = "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

    public static string Name(WireEncoding encoding) => encoding switch
    {
        WireEncoding.Yaml => Yaml,
        WireEncoding.Protobuf => Protobuf,
        _ => Json,
    };

    public static bool TryParse(ReadOnlySpan<char> name, out WireEncoding encoding)
    {
        if (name.Equals(Json, StringComparison.OrdinalIgnoreCase)) encoding = WireEncoding.Json;
        else if (name.Equals(Yaml, StringComparison.OrdinalIgnoreCase)) encoding = WireEncoding.Yaml;
        else if (name.Equals(Protobuf, StringComparison.OrdinalIgnoreCase)) encoding = WireEncoding.Protobuf;
        else
        {
            encoding = default;
            return false;
        }

        return true;
    }

    /// <summary>The encoding of a request body; no Content-Type means JSON (upstream's NegotiateInputSerializer). False: 415.</summary>
    public static bool TryParseContentType(string? header, out WireEncoding encoding)
    {
        encoding = WireEncoding.Json;
        if (string.IsNullOrEmpty(header)) return true;
        return TryParse(WithoutParameters(header), out encoding);
    }

    public static ReadOnlySpan<char> WithoutParameters(ReadOnlySpan<char> mediaType)
    {
        var end = mediaType.IndexOf(';');
        return (end < 0 ? mediaType : mediaType[..end]).Trim();
    }
}
