namespace Kube.Api.OpenApi;

/// <summary>The parts of operation ids and tags that come from a group: <c>rbac.authorization.k8s.io</c> is <c>RbacAuthorization</c>.</summary>
internal static class OperationNames
{
    public static string Group(string group)
    {
        if (group.Length == 0) return "Core";
        const string suffix = ".k8s.io";
        var name = group.EndsWith(suffix, StringComparison.Ordinal) ? group[..^suffix.Length] : group;
        return string.Concat(name.Split('.', '-').Select(Capital));
    }

    public static string Tag(string group) => Small(Group(group));

    public static string Tag(string group, string version) => $"{Tag(group)}_{version}";

    public static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];

    private static string Small(string word) => char.ToLowerInvariant(word[0]) + word[1..];
}
