using System.Text.RegularExpressions;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Admission.PodSecurity;

/// <summary>What a namespace's labels demand of its pods, and what the audit log is told of.</summary>
internal sealed partial record NamespacePolicy(LevelVersion Enforce, LevelVersion Warn, LevelVersion Audit)
{
    private const string Prefix = "pod-security.kubernetes.io/";

    /// <summary>Whether the labels speak of pod security at all.</summary>
    public static bool IsSaid(IReadOnlyDictionary<string, string>? labels)
    {
        if (labels is null) return false;
        foreach (var key in labels.Keys)
            if (key.StartsWith(Prefix, StringComparison.Ordinal)) return true;
        return false;
    }

    /// <summary>Reads the labels; what is wrong with them is reported and taken for the strictest level.</summary>
    public static NamespacePolicy Read(IReadOnlyDictionary<string, string>? labels, FieldErrors errors)
    {
        labels ??= new Dictionary<string, string>();
        var enforce = Read(labels, "enforce", SecurityLevel.Restricted, errors);
        var audit = Read(labels, "audit", SecurityLevel.Privileged, errors);
        var warn = Read(labels, "warn", SecurityLevel.Privileged, errors);
        // Who enforces a level and says nothing of warnings is warned of what will not run.
        if (!labels.ContainsKey(Prefix + "warn") && labels.ContainsKey(Prefix + "enforce") && enforce.Level > warn.Level) warn = enforce;
        return new NamespacePolicy(enforce, warn, audit);
    }

    private static LevelVersion Read(IReadOnlyDictionary<string, string> labels, string mode, SecurityLevel whenWrong, FieldErrors errors)
    {
        var level = SecurityLevel.Privileged;
        if (labels.TryGetValue(Prefix + mode, out var said))
        {
            SecurityLevel? known = said switch
            {
                "privileged" => SecurityLevel.Privileged,
                "baseline" => SecurityLevel.Baseline,
                "restricted" => SecurityLevel.Restricted,
                _ => null,
            };
            if (known is null) errors.Invalid(PathOf(mode), said, "must be one of privileged, baseline, restricted");
            level = known ?? whenWrong;
        }

        if (!labels.TryGetValue($"{Prefix}{mode}-version", out var version)) return new LevelVersion(level, "latest");
        if (version == "latest" || VersionForm().IsMatch(version)) return new LevelVersion(level, version);
        errors.Invalid(PathOf(mode + "-version"), version, "must be \"latest\" or \"v1.x\"");
        return new LevelVersion(level, "latest");
    }

    private static FieldPath PathOf(string name) => FieldPath.Root("metadata").Child("labels").Key(Prefix + name);

    [GeneratedRegex(@"\Av1\.([0-9]|[1-9][0-9]*)\z")]
    private static partial Regex VersionForm();
}
