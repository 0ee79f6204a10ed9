using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Bootstrap.Policy;

/// <summary>Reads roles from text.</summary>
/// <remarks>
/// <code>
/// name +label … &lt;label            a role; the labels that others gather it by; the label that it gathers others by
///   verbs groups resources names   a rule: lists with commas, "core" for the core group, names left out when it is about all
///   verbs path paths               a rule about paths that are no resource
/// </code>
/// </remarks>
internal static class PolicyText
{
    private const string LabelPrefix = "rbac.authorization.k8s.io/";

    public static List<V1ClusterRole> ReadClusterRoles(string text) => [.. Read(text, static (name, labels, gathers) => new V1ClusterRole
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = labels.ToDictionary(static label => LabelPrefix + label, static _ => "true") },
        AggregationRule = gathers is null
            ? null
            : new V1AggregationRule { ClusterRoleSelectors = [new V1LabelSelector { MatchLabels = new Dictionary<string, string> { [LabelPrefix + gathers] = "true" } }] },
        Rules = gathers is null ? [] : null,
    }, static (role, rule) => role.Rules!.Add(rule))];

    /// <summary>Roles of namespaces, whose names are <c>namespace/name</c>.</summary>
    public static List<V1Role> ReadRoles(string text) => [.. Read(text, static (name, _, _) =>
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return new V1Role { Metadata = new V1ObjectMeta { Namespace = name[..slash], Name = name[(slash + 1)..] }, Rules = [] };
    }, static (role, rule) => role.Rules!.Add(rule))];

    private static List<T> Read<T>(string text, Func<string, IEnumerable<string>, string?, T> make, Action<T, V1PolicyRule> add)
    {
        var roles = new List<T>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (line[0] == ' ') add(roles[^1], ReadRule(words));
            else roles.Add(make(words[0], words.Where(static word => word[0] == '+').Select(static word => word[1..]), words.FirstOrDefault(static word => word[0] == '<')?[1..]));
        }

        return roles;
    }

    private static V1PolicyRule ReadRule(string[] words) => words[1] == "path"
        ? new V1PolicyRule { Verbs = List(words[0]), NonResourceURLs = List(words[2]) }
        : new V1PolicyRule
        {
            Verbs = List(words[0]),
            ApiGroups = [.. List(words[1]).Select(static group => group == "core" ? "" : group)],
            Resources = List(words[2]),
            ResourceNames = words.Length > 3 ? List(words[3]) : null,
        };

    private static List<string> List(string text) => [.. text.Split(',')];
}
