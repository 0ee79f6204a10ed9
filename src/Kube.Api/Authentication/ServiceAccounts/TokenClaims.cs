using System.Collections.Immutable;
using System.Text.Json;

namespace Kube.Api.Authentication.ServiceAccounts;

/// <summary>What a service account's token says (upstream's <c>pkg/serviceaccount/claims.go</c>, 1.36). Times are seconds since 1970.</summary>
internal sealed record TokenClaims
{
    public required string Issuer { get; init; }

    public string Id { get; init; } = "";

    public required ImmutableArray<string> Audiences { get; init; }

    public long IssuedAt { get; init; }

    public long NotBefore { get; init; }

    public long Expires { get; init; }

    public required string Namespace { get; init; }

    public required ObjectClaim Account { get; init; }

    public ObjectClaim? Pod { get; init; }

    public ObjectClaim? Secret { get; init; }

    public ObjectClaim? Node { get; init; }

    /// <summary>When its holder should have fetched another; 0: never.</summary>
    public long WarnAfter { get; init; }

    public string Subject => $"{UserNames.ServiceAccountPrefix}{Namespace}:{Account.Name}";

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("aud");
        foreach (var audience in Audiences) writer.WriteStringValue(audience);
        writer.WriteEndArray();
        writer.WriteNumber("exp", Expires);
        writer.WriteNumber("iat", IssuedAt);
        writer.WriteString("iss", Issuer);
        writer.WriteString("jti", Id);
        writer.WriteStartObject("kubernetes.io");
        writer.WriteString("namespace", Namespace);
        Write(writer, "node", Node);
        Write(writer, "pod", Pod);
        Write(writer, "secret", Secret);
        Write(writer, "serviceaccount", Account);
        if (WarnAfter != 0) writer.WriteNumber("warnafter", WarnAfter);
        writer.WriteEndObject();
        writer.WriteNumber("nbf", NotBefore);
        writer.WriteString("sub", Subject);
        writer.WriteEndObject();
    }

    /// <returns>The claims; null when they are not those of a bound token.</returns>
    public static TokenClaims? Read(JsonElement json)
    {
        if (!json.TryGetProperty("kubernetes.io", out var own) || own.ValueKind != JsonValueKind.Object) return null;
        if (ReadObject(own, "serviceaccount") is not { } account || Text(own, "namespace") is not { Length: > 0 } ns) return null;
        return new TokenClaims
        {
            Issuer = Text(json, "iss") ?? "",
            Id = Text(json, "jti") ?? "",
            Audiences = ReadAudiences(json),
            IssuedAt = Number(json, "iat"),
            NotBefore = Number(json, "nbf"),
            Expires = Number(json, "exp"),
            Namespace = ns,
            Account = account,
            Pod = ReadObject(own, "pod"),
            Secret = ReadObject(own, "secret"),
            Node = ReadObject(own, "node"),
            WarnAfter = Number(own, "warnafter"),
        };
    }

    private static ImmutableArray<string> ReadAudiences(JsonElement json)
    {
        if (!json.TryGetProperty("aud", out var audiences)) return [];
        return audiences.ValueKind switch
        {
            JsonValueKind.String => [audiences.GetString()!],
            JsonValueKind.Array => [.. audiences.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.String).Select(static one => one.GetString()!)],
            _ => [],
        };
    }

    private static void Write(Utf8JsonWriter writer, string name, ObjectClaim? claim)
    {
        if (claim is null) return;
        writer.WriteStartObject(name);
        writer.WriteString("name", claim.Name);
        if (claim.Uid.Length > 0) writer.WriteString("uid", claim.Uid);
        writer.WriteEndObject();
    }

    private static ObjectClaim? ReadObject(JsonElement json, string name) =>
        json.TryGetProperty(name, out var claim) && claim.ValueKind == JsonValueKind.Object && Text(claim, "name") is { Length: > 0 } called
            ? new ObjectClaim(called, Text(claim, "uid") ?? "")
            : null;

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
}
