using System.Text;
using Kube.Api.Tree;

namespace Kube.Api.OpenApi;

/// <summary>Documents of version 2 of servers behind this one, as parts of this one's.</summary>
internal static class BehindDocuments
{
    private static readonly string[] s_sections = ["definitions", "parameters", "responses"];

    /// <summary>The part of a document that is about one version of a group: its paths, and what these need in turn.</summary>
    public static TreeObject Cut(TreeObject document, string group, string version)
    {
        var root = $"/apis/{group}/{version}";
        var paths = new TreeObjectBuilder();
        foreach (var path in (document.GetObject("paths"u8) ?? TreeObject.Empty).Members)
            if (path.Name == root || path.Name.StartsWith(root + "/", StringComparison.Ordinal)) paths.Set(path);
        var cut = new TreeObjectBuilder();
        cut.Set(new("paths"u8, paths.Build()));
        var needed = new SortedDictionary<string, TreeNode>(StringComparer.Ordinal);
        var waiting = new Stack<TreeNode>([paths.Build()]);
        while (waiting.TryPop(out var node))
        {
            foreach (var reference in References(node))
            {
                if (Split(reference) is not var (section, name) || needed.ContainsKey(reference) || document.GetObject(Encoding.UTF8.GetBytes(section))?[name] is not { } found) continue;
                needed.Add(reference, found);
                waiting.Push(found);
            }
        }

        foreach (var section in s_sections)
        {
            TreeMember[] members = [.. needed.Where(entry => Split(entry.Key)?.Section == section).Select(entry => new TreeMember(Split(entry.Key)!.Value.Name, entry.Value))];
            if (members.Length > 0) cut.Set(new(section, TreeObject.Of(members)));
        }

        return cut.Build();
    }

    /// <summary>One document of a server's own and of <paramref name="parts"/>. Where two mean different things by a name, the later one's gets another (<c>name_v2</c>).</summary>
    public static byte[] Merge(ReadOnlyMemory<byte> own, IEnumerable<TreeObject> parts)
    {
        var document = new TreeObjectBuilder((TreeObject)TreeNode.Parse(own));
        foreach (var part in parts)
        {
            var names = Rename(document, part);
            foreach (var section in (string[])["paths", .. s_sections])
            {
                var utf8 = Encoding.UTF8.GetBytes(section);
                if (part.GetObject(utf8) is not { } theirs) continue;
                var merged = new TreeObjectBuilder(document[utf8] as TreeObject ?? TreeObject.Empty);
                foreach (var member in theirs.Members)
                {
                    var name = names.GetValueOrDefault($"#/{section}/{member.Name}") is { } other ? Split(other)!.Value.Name : member.Name;
                    if (merged[Encoding.UTF8.GetBytes(name)] is null) merged.Set(new(name, Rewrite(member.Value, names)));
                }

                document.Set(new(utf8, Sorted(merged.Build())));
            }
        }

        return document.Build().ToUtf8();
    }

    private static Dictionary<string, string> Rename(TreeObjectBuilder document, TreeObject part)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var section in s_sections)
        {
            var utf8 = Encoding.UTF8.GetBytes(section);
            if (document[utf8] is not TreeObject own || part.GetObject(utf8) is not { } theirs) continue;
            foreach (var member in theirs.Members)
            {
                if (own[member.Utf8Name] is not { } known || TreeNode.DeepEquals(known, member.Value)) continue;
                var number = 2;
                while (own[$"{member.Name}_v{number}"] is { } taken && !TreeNode.DeepEquals(taken, member.Value) || theirs[$"{member.Name}_v{number}"] is not null) number++;
                names.Add($"#/{section}/{member.Name}", $"#/{section}/{member.Name}_v{number}");
            }
        }

        return names;
    }

    private static TreeNode Rewrite(TreeNode node, Dictionary<string, string> names)
    {
        if (names.Count == 0) return node;
        if (node is TreeArray array) return TreeArray.Of([.. array.Items.ToArray().Select(item => Rewrite(item, names))]);
        if (node is not TreeObject obj) return node;
        return TreeObject.Of([.. obj.Members.ToArray().Select(member => IsReference(member) is { } reference
            ? member.With(names.GetValueOrDefault(reference) is { } other ? TreeString.Of(other) : member.Value)
            : member.With(Rewrite(member.Value, names)))]);
    }

    private static IEnumerable<string> References(TreeNode root)
    {
        var found = new List<string>();
        var waiting = new Stack<TreeNode>([root]);
        while (waiting.TryPop(out var node))
        {
            if (node is TreeArray array)
            {
                foreach (var item in array.Items) waiting.Push(item);
            }
            else if (node is TreeObject obj)
            {
                foreach (var member in obj.Members)
                {
                    if (IsReference(member) is { } reference) found.Add(reference);
                    else waiting.Push(member.Value);
                }
            }
        }

        return found;
    }

    private static string? IsReference(TreeMember member) => member.Value is TreeString text && member.Utf8Name.SequenceEqual("$ref"u8) ? text.Value : null;

    // Of "#/definitions/name".
    private static (string Section, string Name)? Split(string reference) =>
        reference.Split('/', 3) is ["#", var section, var name] && s_sections.Contains(section) ? (section, name) : null;

    private static TreeObject Sorted(TreeObject obj) => TreeObject.Of([.. obj.Members.ToArray().OrderBy(static member => member.Name, StringComparer.Ordinal)]);
}
