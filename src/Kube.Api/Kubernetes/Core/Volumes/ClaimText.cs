using System.Text;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Volumes;

/// <summary>A claim's specification as upstream's internal structure prints, one member on a line, for the difference that a refusal shows.</summary>
internal static class ClaimText
{
    public static string Of(V1PersistentVolumeClaimSpec spec)
    {
        var text = new StringBuilder("{\n");
        List(text, "AccessModes", spec.AccessModes);
        Selector(text, spec.Selector);
        text.Append(" \"Resources\": {\n");
        Amounts(text, "Limits", spec.Resources?.Limits, last: false);
        Amounts(text, "Requests", spec.Resources?.Requests, last: true);
        text.Append(" },\n");
        Member(text, "VolumeName", BadValue.JsonQuote(spec.VolumeName ?? ""));
        Member(text, "StorageClassName", Optional(spec.StorageClassName));
        Member(text, "VolumeMode", Optional(spec.VolumeMode));
        Member(text, "DataSource", Source(spec.DataSource?.ApiGroup, spec.DataSource?.Kind, spec.DataSource?.Name, null, spec.DataSource is null));
        Member(
            text,
            "DataSourceRef",
            Source(spec.DataSourceRef?.ApiGroup, spec.DataSourceRef?.Kind, spec.DataSourceRef?.Name, spec.DataSourceRef?.Namespace ?? "null", spec.DataSourceRef is null));
        return text.Append(" \"VolumeAttributesClassName\": ").Append(Optional(spec.VolumeAttributesClassName)).Append("\n}").ToString();
    }

    private static void Member(StringBuilder text, string name, string value) => text.Append($" \"{name}\": {value},\n");

    private static string Optional(string? value) => value is null ? "null" : BadValue.JsonQuote(value);

    private static string Source(string? group, string? kind, string? name, string? space, bool absent)
    {
        if (absent) return "null";
        var body = $"{{\n  \"APIGroup\": {Optional(group)},\n  \"Kind\": {BadValue.JsonQuote(kind ?? "")},\n  \"Name\": {BadValue.JsonQuote(name ?? "")}";
        if (space is not null) body += $",\n  \"Namespace\": {(space == "null" ? "null" : BadValue.JsonQuote(space))}";
        return body + "\n }";
    }

    private static void List(StringBuilder text, string name, List<string>? values)
    {
        if (values is not { Count: > 0 }) Member(text, name, "null");
        else Member(text, name, $"[\n{string.Join(",\n", values.Select(value => $"  {BadValue.JsonQuote(value)}"))}\n ]");
    }

    private static void Selector(StringBuilder text, V1LabelSelector? selector)
    {
        if (selector is null)
        {
            Member(text, "Selector", "null");
            return;
        }

        var members = new List<string>();
        if (selector.MatchLabels is { Count: > 0 } labels)
        {
            var lines = labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"   {BadValue.JsonQuote(label.Key)}: {BadValue.JsonQuote(label.Value)}");
            members.Add($"  \"matchLabels\": {{\n{string.Join(",\n", lines)}\n  }}");
        }

        if (selector.MatchExpressions is { Count: > 0 } terms)
        {
            var items = terms.Select(term =>
            {
                var item = $"   {{\n    \"key\": {BadValue.JsonQuote(term.Key)},\n    \"operator\": {BadValue.JsonQuote(term.Operator)}";
                if (term.Values is { Count: > 0 } values)
                    item += $",\n    \"values\": [\n{string.Join(",\n", values.Select(value => $"     {BadValue.JsonQuote(value)}"))}\n    ]";
                return item + "\n   }";
            });
            members.Add($"  \"matchExpressions\": [\n{string.Join(",\n", items)}\n  ]");
        }

        Member(text, "Selector", members.Count == 0 ? "{}" : $"{{\n{string.Join(",\n", members)}\n }}");
    }

    private static void Amounts(StringBuilder text, string name, Dictionary<string, ResourceQuantity>? amounts, bool last)
    {
        var value = amounts is not { Count: > 0 }
            ? "null"
            : $"{{\n{string.Join(",\n", amounts.OrderBy(amount => amount.Key, StringComparer.Ordinal).Select(amount => $"   {BadValue.JsonQuote(amount.Key)}: \"{amount.Value}\""))}\n  }}";
        text.Append($"  \"{name}\": {value}{(last ? "" : ",")}\n");
    }
}
