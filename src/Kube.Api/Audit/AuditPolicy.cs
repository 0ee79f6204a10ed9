using System.Text.Json;
using Kube.Api.Models;
using Kube.Api.Yaml;

namespace Kube.Api.Audit;

/// <summary>Which requests are recorded, and how: the first rule that matches decides. Immutable.</summary>
public sealed class AuditPolicy
{
    private const string Version = "audit.k8s.io/v1";
    private static readonly string[] s_members = ["apiVersion", "kind", "metadata", "rules", "omitStages", "omitManagedFields"];
    private static readonly string[] s_ruleMembers =
        ["level", "users", "userGroups", "verbs", "resources", "namespaces", "nonResourceURLs", "omitStages", "omitManagedFields"];

    private readonly AuditRule[] _rules;

    private AuditPolicy(AuditRule[] rules) => _rules = rules;

    /// <summary>Reads a policy's file.</summary>
    /// <exception cref="AuditPolicyException">It is not there, or no policy.</exception>
    public static AuditPolicy Load(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AuditPolicyException)
        {
            throw new AuditPolicyException($"loading audit policy file: {path}: {e.Message}", e);
        }
    }

    /// <summary>Reads a policy, YAML or JSON.</summary>
    /// <exception cref="AuditPolicyException">It is none; all of its mistakes are told.</exception>
    public static AuditPolicy Parse(ReadOnlySpan<byte> text)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(KubeYaml.ToJson(text));
        }
        catch (Exception e) when (e is ModelFormatException or JsonException)
        {
            throw new AuditPolicyException($"failed decoding: {e.Message}", e);
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "apiVersion") != Version || Text(root, "kind") != "Policy")
                throw new AuditPolicyException($"no {Version} Policy");
            var errors = new List<string>();
            Unknown(root, s_members, "", errors);
            var omitted = Stages(root, "omitStages", errors);
            var omitManagedFields = Flag(root, "omitManagedFields") ?? false;
            var rules = new List<AuditRule>();
            if (root.TryGetProperty("rules", out var all) && all.ValueKind == JsonValueKind.Array)
            {
                foreach (var rule in all.EnumerateArray()) rules.Add(Rule(rule, $"rules[{rules.Count}]", omitted, omitManagedFields, errors));
            }

            if (rules.Count == 0) errors.Add("loaded illegal policy with 0 rules");
            return errors.Count == 0 ? new AuditPolicy([.. rules]) : throw new AuditPolicyException(string.Join("; ", errors));
        }
    }

    internal AuditDecision Evaluate(in AuditRequest request)
    {
        foreach (var rule in _rules)
        {
            if (rule.Matches(request)) return rule.Decision;
        }

        return AuditDecision.Nothing;
    }

    private static AuditRule Rule(JsonElement rule, string path, AuditStages omitted, bool omitManagedFields, List<string> errors)
    {
        if (rule.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{path}: must be an object");
            return new AuditRule(AuditDecision.Nothing);
        }

        Unknown(rule, s_ruleMembers, path + ".", errors);
        if (!Enum.TryParse<AuditLevel>(Text(rule, "level"), out var level) || Text(rule, "level") is not { Length: > 0 } said || char.IsDigit(said[0]))
            errors.Add($"{path}.level: Unsupported value: \"{Text(rule, "level")}\": supported values: \"Metadata\", \"None\", \"Request\", \"RequestResponse\"");
        var paths = Texts(rule, "nonResourceURLs");
        var resources = Resources(rule, path, errors);
        var namespaces = Texts(rule, "namespaces");
        if (paths.Length > 0 && (resources.Length > 0 || namespaces.Length > 0))
            errors.Add($"{path}.nonResourceURLs: Invalid value: [{string.Join(", ", paths.Select(static one => $"\"{one}\""))}]: rules cannot apply to both regular resources and non-resource URLs");
        foreach (var one in paths)
        {
            if (one != "*" && (!one.StartsWith('/') || one.AsSpan(0, one.Length - 1).Contains('*')))
                errors.Add($"{path}.nonResourceURLs: Invalid value: \"{one}\": non-resource URL rules must begin with a '/' character, and wildcards '*' must be the final character of the rule");
        }

        var decision = new AuditDecision(level, omitted | Stages(rule, "omitStages", errors), Flag(rule, "omitManagedFields") ?? omitManagedFields);
        return new AuditRule(decision)
        {
            Users = Texts(rule, "users"), Groups = Texts(rule, "userGroups"), Verbs = Texts(rule, "verbs"), Resources = resources, Namespaces = namespaces, Paths = paths,
        };
    }

    private static (string, string[], string[])[] Resources(JsonElement rule, string path, List<string> errors)
    {
        if (!rule.TryGetProperty("resources", out var all) || all.ValueKind != JsonValueKind.Array) return [];
        var found = new List<(string, string[], string[])>();
        foreach (var one in all.EnumerateArray())
        {
            var (resources, names) = (Texts(one, "resources"), Texts(one, "resourceNames"));
            if (names.Length > 0 && resources.Length == 0)
                errors.Add($"{path}.resources[{found.Count}].resourceNames: Invalid value: using resourceNames requires at least one resource");
            found.Add((Text(one, "group"), resources, names));
        }

        return [.. found];
    }

    private static AuditStages Stages(JsonElement parent, string name, List<string> errors)
    {
        var stages = AuditStages.None;
        foreach (var text in Texts(parent, name))
        {
            if (Enum.TryParse<AuditStages>(text, out var stage) && stage != AuditStages.None) stages |= stage;
            else errors.Add($"{name}: Invalid value: \"{text}\": allowed stages are RequestReceived,ResponseStarted,ResponseComplete,Panic");
        }

        return stages;
    }

    private static void Unknown(JsonElement obj, string[] known, string path, List<string> errors)
    {
        foreach (var member in obj.EnumerateObject())
        {
            if (!known.Contains(member.Name)) errors.Add($"unknown field \"{path}{member.Name}\"");
        }
    }

    private static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static bool? Flag(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    private static string[] Texts(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var values) && values.ValueKind == JsonValueKind.Array
            ? [.. values.EnumerateArray().Select(static value => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText())]
            : [];
}
