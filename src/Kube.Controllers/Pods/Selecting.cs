using Kube.Api.Models;
using Kube.Api.Selectors;

namespace Kube.Controllers.Pods;

/// <summary>Selectors in objects, made ready to ask.</summary>
internal static class Selecting
{
    private static readonly Dictionary<string, string> s_none = [];

    /// <summary>Reads a selector; null, and one that cannot be read, select nothing and answer null. An empty one selects everything.</summary>
    public static LabelSelector? Read(V1LabelSelector? selector)
    {
        if (selector is null) return null;
        var requirements = new List<LabelRequirement>();
        foreach (var (key, value) in selector.MatchLabels ?? []) requirements.Add(new(key, LabelOperator.In, value));
        foreach (var expression in selector.MatchExpressions ?? [])
        {
            LabelOperator? op = expression.Operator switch
            {
                "In" => LabelOperator.In,
                "NotIn" => LabelOperator.NotIn,
                "Exists" => LabelOperator.Exists,
                "DoesNotExist" => LabelOperator.DoesNotExist,
                _ => null,
            };
            if (op is null) return null;
            requirements.Add(new(expression.Key, op.Value, expression.Values ?? []));
        }

        return new LabelSelector(requirements);
    }

    /// <summary>The selector of a map of labels, as services and replication controllers have it; an empty one selects nothing and answers null.</summary>
    public static LabelSelector? Read(Dictionary<string, string>? labels) =>
        labels is null or { Count: 0 } ? null : new LabelSelector([.. labels.Select(pair => new LabelRequirement(pair.Key, LabelOperator.In, pair.Value))]);

    /// <summary>Whether an object's labels are selected; a missing selector selects nothing.</summary>
    public static bool Selects(this LabelSelector? selector, V1ObjectMeta metadata) => selector is not null && selector.Matches(metadata.Labels ?? s_none);

    /// <summary>Whether labels are selected; a missing selector selects nothing.</summary>
    public static bool Selects(this LabelSelector? selector, Dictionary<string, string>? labels) => selector is not null && selector.Matches(labels ?? s_none);
}
