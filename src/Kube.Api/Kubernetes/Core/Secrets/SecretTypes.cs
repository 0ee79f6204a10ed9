using System.Text;
using System.Text.Json;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Secrets;

/// <summary>What the well-known types of secrets must hold.</summary>
internal static class SecretTypes
{
    private const string AccountAnnotation = "kubernetes.io/service-account.name";

    public static void Validate(V1Secret secret, FieldErrors errors, FieldPath data)
    {
        switch (secret.Type)
        {
            case "kubernetes.io/service-account-token":
                if (string.IsNullOrEmpty(secret.Metadata.Annotations?.GetValueOrDefault(AccountAnnotation)))
                    errors.Required(FieldPath.Root("metadata").Child("annotations").Key(AccountAnnotation));
                break;
            case "kubernetes.io/dockercfg":
                ValidateJson(secret, ".dockercfg", errors, data);
                break;
            case "kubernetes.io/dockerconfigjson":
                ValidateJson(secret, ".dockerconfigjson", errors, data);
                break;
            case "kubernetes.io/basic-auth":
                if (Has(secret, "username") || Has(secret, "password")) break;
                errors.Required(data.Key("username"));
                errors.Required(data.Key("password"));
                break;
            case "kubernetes.io/ssh-auth":
                if (secret.Data?.GetValueOrDefault("ssh-privatekey") is not { Length: > 0 }) errors.Required(data.Key("ssh-privatekey"));
                break;
            case "kubernetes.io/tls":
                if (!Has(secret, "tls.crt")) errors.Required(data.Key("tls.crt"));
                if (!Has(secret, "tls.key")) errors.Required(data.Key("tls.key"));
                break;
            default:
                break;
        }
    }

    private static bool Has(V1Secret secret, string key) => secret.Data?.ContainsKey(key) == true;

    private static void ValidateJson(V1Secret secret, string key, FieldErrors errors, FieldPath data)
    {
        if (secret.Data?.TryGetValue(key, out var bytes) != true) errors.Required(data.Key(key));
        else if (JsonError(bytes!) is { } error) errors.Invalid(data.Key(key), "<secret contents redacted>", error);
    }

    // Go's words for what its decoder of a JSON object finds first.
    private static string? JsonError(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var kind = document.RootElement.ValueKind;
            return kind is JsonValueKind.Object or JsonValueKind.Null
                ? null
                : $"json: cannot unmarshal {GoName(kind)} into Go value of type map[string]interface {{}}";
        }
        catch (JsonException)
        {
            var text = Encoding.UTF8.GetString(bytes).TrimStart(' ', '\t', '\r', '\n');
            if (text.Length == 0) return "unexpected end of JSON input";
            return "{[\"tfn-0123456789".Contains(text[0])
                ? "unexpected end of JSON input"
                : $"invalid character '{text[0]}' looking for beginning of value";
        }
    }

    private static string GoName(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        _ => "bool",
    };
}
