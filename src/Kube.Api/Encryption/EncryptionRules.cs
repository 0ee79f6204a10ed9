using System.Collections.Concurrent;
using System.Text.Json;
using Kube.Api.Catalog;
using Kube.Api.Cel.Functions;
using Kube.Api.Cel.Values;
using Kube.Api.Encryption.Kms;
using Kube.Api.Models;
using Kube.Api.Yaml;

namespace Kube.Api.Encryption;

/// <summary>An encryption configuration, ready to use. Immutable.</summary>
internal sealed class EncryptionRules
{
    private static readonly int[] s_aesKeys = [16, 24, 32];

    private readonly EncryptionRule[] _rules;
    private readonly ConcurrentDictionary<GroupVersionResource, EncryptionRule?> _byResource = new();

    private EncryptionRules(EncryptionRule[] rules)
    {
        _rules = rules;
        Keyrings = [.. rules.SelectMany(static rule => rule.Ciphers).OfType<KmsCipher>().Select(static cipher => cipher.Keyring)];
    }

    /// <summary>The key management services that are named.</summary>
    public IReadOnlyList<KmsKeyring> Keyrings { get; }

    /// <summary>The first rule that names a resource; null for none.</summary>
    public EncryptionRule? Find(GroupVersionResource resource) =>
        _byResource.GetOrAdd(resource, static (wanted, rules) => Array.Find(rules, rule => rule.Matches(wanted)), _rules);

    /// <summary>Reads a configuration, YAML or JSON.</summary>
    /// <exception cref="EncryptionConfigurationException">It is none, or says what cannot be done.</exception>
    public static EncryptionRules Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(KubeYaml.ToJson(text));
            var root = document.RootElement;
            if (Text(root, "apiVersion") != "apiserver.config.k8s.io/v1" || Text(root, "kind") != "EncryptionConfiguration")
                throw Wrong("", "no apiserver.config.k8s.io/v1 EncryptionConfiguration");
            var rules = new List<EncryptionRule>();
            foreach (var rule in Items(root, "resources")) rules.Add(Rule(rule, $"resources[{rules.Count}]"));
            return rules.Count > 0 ? new EncryptionRules([.. rules]) : throw Wrong("resources", "at least one resource is required");
        }
        catch (Exception e) when (e is ModelFormatException or JsonException or InvalidOperationException)
        {
            throw new EncryptionConfigurationException($"the encryption configuration cannot be read: {e.Message}", e);
        }
    }

    private static EncryptionRule Rule(JsonElement rule, string path)
    {
        string[] resources = [.. Items(rule, "resources").Select(static name => name.GetString() ?? "")];
        if (resources.Length == 0) throw Wrong($"{path}.resources", "at least one resource is required");
        for (var i = 0; i < resources.Length; i++)
        {
            if (resources[i].Length == 0 || resources[i] == "*" || resources[i].StartsWith('.') || (resources[i].StartsWith('*') && !resources[i].StartsWith("*.", StringComparison.Ordinal)))
                throw Wrong($"{path}.resources[{i}]", $"\"{resources[i]}\": use *.<group> to encrypt all resources of a group, *. for the core group or *.* for all groups");
        }

        var ciphers = new List<ValueCipher?>();
        var index = 0;
        foreach (var provider in Items(rule, "providers")) ciphers.AddRange(Provider(provider, $"{path}.providers[{index++}]"));
        return ciphers.Count > 0 ? new EncryptionRule(resources, [.. ciphers]) : throw Wrong($"{path}.providers", "at least one provider is required");
    }

    private static IEnumerable<ValueCipher?> Provider(JsonElement provider, string path)
    {
        var members = provider.ValueKind == JsonValueKind.Object ? provider.EnumerateObject().ToArray() : [];
        if (members.Length == 0) throw Wrong(path, "provider does not contain any of the expected providers: KMS, AESGCM, AESCBC, Secretbox, Identity");
        if (members.Length > 1) throw Wrong(path, "more than one provider specified in a single element, should split into different list elements");
        var (kind, value) = (members[0].Name, members[0].Value);
        return kind switch
        {
            "identity" => [null],
            "aesgcm" => Keys(value, $"{path}.aesgcm", s_aesKeys, static (name, secret) => new AesGcmCipher(name, secret)),
            "aescbc" => Keys(value, $"{path}.aescbc", s_aesKeys, static (name, secret) => new AesCbcCipher(name, secret)),
            "secretbox" => Keys(value, $"{path}.secretbox", [32], static (name, secret) => new ChaChaCipher(name, secret)),
            "kms" => [Service(value, $"{path}.kms")],
            _ => throw Wrong(path, $"the provider {kind} is not known here: aesgcm, aescbc, secretbox, kms, identity"),
        };
    }

    private static KmsCipher Service(JsonElement value, string path)
    {
        const string Unix = "unix://";
        var (name, endpoint) = (Text(value, "name"), Text(value, "endpoint"));
        if (Text(value, "apiVersion") is var version && version != "v2")
            throw Wrong($"{path}.apiVersion", $"unsupported apiVersion {(version.Length == 0 ? "v1" : version)} for KMS provider, only v2 is supported");
        if (name.Length == 0) throw Wrong($"{path}.name", "kms provider name is required");
        if (name.Contains(':', StringComparison.Ordinal)) throw Wrong($"{path}.name", $"invalid provider name {name}, must not contain ':'");
        if (endpoint.Length == 0) throw Wrong($"{path}.endpoint", "endpoint is required");
        if (!endpoint.StartsWith(Unix, StringComparison.Ordinal)) throw Wrong($"{path}.endpoint", $"unsupported scheme \"{endpoint.Split(':')[0]}\" for KMS provider, must be unix");
        var timeout = TimeSpan.FromSeconds(3);
        if (Text(value, "timeout") is { Length: > 0 } text)
        {
            timeout = CelTimes.ParseDuration(CelString.Of(text)) is CelDuration { Nanoseconds: > 0 } given
                ? TimeSpan.FromTicks((long)(given.Nanoseconds / TimeSpan.NanosecondsPerTick))
                : throw Wrong($"{path}.timeout", $"timeout should be a positive value, got {text}");
        }

        // As upstream: unix://@name is a socket without a file.
        var socket = endpoint[Unix.Length..];
        return new KmsCipher(new KmsKeyring(name, socket.StartsWith('@') ? "\0" + socket[1..] : socket, timeout));
    }

    private static List<ValueCipher?> Keys(JsonElement value, string path, int[] lengths, Func<string, byte[], ValueCipher> make)
    {
        var ciphers = new List<ValueCipher?>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in Items(value, "keys"))
        {
            var at = $"{path}.keys[{ciphers.Count}]";
            var name = Text(key, "name");
            if (name.Length == 0) throw Wrong($"{at}.name", "key name is required");
            if (!names.Add(name)) throw Wrong($"{at}.name", $"\"{name}\": there is a key of that name before it");
            ciphers.Add(make(name, Secret(Text(key, "secret"), $"{at}.secret", lengths)));
        }

        return ciphers.Count > 0 ? ciphers : throw Wrong($"{path}.keys", "at least one key is required");
    }

    private static byte[] Secret(string text, string path, int[] lengths)
    {
        if (text.Length == 0) throw Wrong(path, "secret is required");
        byte[] secret;
        try
        {
            secret = Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new EncryptionConfigurationException($"{path}: secret must be base64 encoded", e);
        }

        // The secret itself is told nobody.
        return lengths.Contains(secret.Length)
            ? secret
            : throw Wrong(path, $"secret is not of the expected length, got {secret.Length}, expected one of [{string.Join(' ', lengths)}]");
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    private static string Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static EncryptionConfigurationException Wrong(string path, string why) => new(path.Length == 0 ? why : $"{path}: {why}");
}
