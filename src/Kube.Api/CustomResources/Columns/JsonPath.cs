using System.Globalization;
using System.Text;
using Kube.Api.Tree;

namespace Kube.Api.CustomResources.Columns;

/// <summary>The JSON paths that printer columns use (client-go's <c>jsonpath</c>): members, indexes, wildcards, slices, filters by one comparison.</summary>
internal sealed class JsonPath
{
    private readonly List<Step> _steps = [];

    private JsonPath()
    {
    }

    /// <summary>Reads a path; null when it cannot be read: such a column stays empty.</summary>
    public static JsonPath? Parse(string text)
    {
        var path = new JsonPath();
        var at = 0;
        try
        {
            while (at < text.Length) at = path.Next(text, at);
        }
        catch (FormatException)
        {
            return null;
        }

        return path;
    }

    /// <summary>Finds what the path leads to, in order.</summary>
    public IReadOnlyList<TreeNode> Find(TreeNode root)
    {
        List<TreeNode> found = [root];
        foreach (var step in _steps)
        {
            var next = new List<TreeNode>();
            foreach (var node in found) step.Take(node, next);
            found = next;
            if (found.Count == 0) break;
        }

        return found;
    }

    private int Next(string text, int at)
    {
        if (text[at] == '.')
        {
            if (at + 1 < text.Length && text[at + 1] == '.')
            {
                _steps.Add(new Descent());
                return at + 1;
            }

            var end = at + 1;
            var name = new StringBuilder();
            for (; end < text.Length && text[end] is not ('.' or '['); end++)
            {
                if (text[end] == '\\' && end + 1 < text.Length) end++;
                name.Append(text[end]);
            }

            if (name.Length > 0) _steps.Add(name.ToString() == "*" ? new Wildcard() : new Member(name.ToString()));
            return end;
        }

        if (text[at] != '[') throw new FormatException();
        var close = Close(text, at);
        _steps.Add(Bracket(text[(at + 1)..close]));
        return close + 1;
    }

    private static int Close(string text, int at)
    {
        var quote = '\0';
        for (var i = at + 1; i < text.Length; i++)
        {
            if (quote != '\0')
            {
                if (text[i] == quote) quote = '\0';
            }
            else if (text[i] is '\'' or '"') quote = text[i];
            else if (text[i] == ']') return i;
        }

        throw new FormatException();
    }

    private static Step Bracket(string inside)
    {
        if (inside == "*") return new Wildcard();
        if (inside.StartsWith("?(@", StringComparison.Ordinal) && inside.EndsWith(')')) return Filter.Parse(inside[3..^1]);
        if (inside.Length > 1 && inside[0] is '\'' or '"') return new Member(inside.Trim('\'', '"'));
        var parts = inside.Split(':');
        if (parts.Length == 1) return new Slice(int.Parse(inside, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), null, true);
        var from = parts[0].Length == 0 ? 0 : int.Parse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int? until = parts[1].Length == 0 ? null : int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return new Slice(from, until, false);
    }

    private abstract class Step
    {
        public abstract void Take(TreeNode node, List<TreeNode> found);
    }

    private sealed class Member(string name) : Step
    {
        private readonly byte[] _name = Encoding.UTF8.GetBytes(name);

        public override void Take(TreeNode node, List<TreeNode> found)
        {
            if (node is TreeObject members && members[_name] is { } value) found.Add(value);
        }
    }

    private sealed class Wildcard : Step
    {
        public override void Take(TreeNode node, List<TreeNode> found)
        {
            if (node is TreeArray items) found.AddRange(items.Items);
            else if (node is TreeObject members)
                foreach (ref readonly var member in members.Members) found.Add(member.Value);
        }
    }

    private sealed class Descent : Step
    {
        public override void Take(TreeNode node, List<TreeNode> found)
        {
            found.Add(node);
            if (node is TreeArray items)
                foreach (var item in items.Items) Take(item, found);
            else if (node is TreeObject members)
                foreach (ref readonly var member in members.Members) Take(member.Value, found);
        }
    }

    private sealed class Slice(int from, int? until, bool single) : Step
    {
        public override void Take(TreeNode node, List<TreeNode> found)
        {
            if (node is not TreeArray items) return;
            var start = from < 0 ? items.Count + from : from;
            if (single)
            {
                if (start >= 0 && start < items.Count) found.Add(items[start]);
                return;
            }

            var end = until is not { } bound ? items.Count : bound < 0 ? items.Count + bound : Math.Min(bound, items.Count);
            for (var i = Math.Max(start, 0); i < end; i++) found.Add(items[i]);
        }
    }

    private sealed class Filter(JsonPath left, string? comparison, TreeNode? right) : Step
    {
        private static readonly string[] s_comparisons = ["==", "!=", "<=", ">=", "<", ">"];

        public static Filter Parse(string text)
        {
            foreach (var comparison in s_comparisons)
            {
                var at = text.IndexOf(comparison, StringComparison.Ordinal);
                if (at < 0) continue;
                var value = text[(at + comparison.Length)..].Trim();
                TreeNode right = value.Length > 1 && value[0] is '\'' or '"' ? TreeString.Of(value.Trim('\'', '"')) : Literal(value);
                return new Filter(JsonPath.Parse(text[..at].Trim()) ?? throw new FormatException(), comparison, right);
            }

            return new Filter(JsonPath.Parse(text.Trim()) ?? throw new FormatException(), null, null);
        }

        public override void Take(TreeNode node, List<TreeNode> found)
        {
            if (node is not TreeArray items) return;
            foreach (var item in items.Items)
                if (left.Find(item) is [var value, ..] && Fits(value)) found.Add(item);
        }

        private static TreeNode Literal(string value)
        {
            try
            {
                return TreeNode.Parse(value);
            }
            catch (TreeFormatException)
            {
                throw new FormatException();
            }
        }

        private bool Fits(TreeNode value)
        {
            if (comparison is null) return true;
            if (comparison == "==") return TreeNode.DeepEquals(value, right);
            if (comparison == "!=") return !TreeNode.DeepEquals(value, right);
            if (value is not TreeNumber number || right is not TreeNumber bound) return false;
            var order = number.ToDouble().CompareTo(bound.ToDouble());
            return comparison switch { "<=" => order <= 0, ">=" => order >= 0, "<" => order < 0, _ => order > 0 };
        }
    }
}
