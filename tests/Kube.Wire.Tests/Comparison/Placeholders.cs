using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kube.Wire.Tests.Comparison;

/// <summary>
/// What the names in one scenario (<c>{{uid:1}}</c>, <c>{{rv:2}}</c>, …) stand for on this server, learnt from its answers.
/// Learning can be undone, so that a comparer may try one pairing of two sets and then another.
/// </summary>
internal sealed partial class Placeholders
{
    // Two writes within one second are one time when recorded apart by a slower hand; more than this is another time.
    private static readonly TimeSpan s_sameTime = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Binding> _bindings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _nameOfUid = new(StringComparer.Ordinal);
    private readonly SortedList<int, long> _revisions = [];
    private readonly Stack<Action> _undo = [];

    public int Mark => _undo.Count;

    public void Undo(int mark)
    {
        while (_undo.Count > mark)
            _undo.Pop()();
    }

    public static bool IsIn(string text) => text.Contains("{{", StringComparison.Ordinal);

    /// <summary>The text with every name replaced by what it stands for; false when one has not been learnt.</summary>
    public bool TrySubstitute(string text, out string result, out string? unknown)
    {
        string? missing = null;
        result = Name().Replace(text, match =>
        {
            if (_bindings.TryGetValue(match.Value, out var bound)) return bound.Value;
            missing ??= match.Value;
            return match.Value;
        });
        unknown = missing;
        return missing is null;
    }

    /// <summary>Compares a recorded text with an actual one and learns the names in it. Null when they agree, else why not.</summary>
    public string? Match(string recorded, string actual, RevisionRole role)
    {
        if (!IsIn(recorded))
            return string.Equals(recorded, actual, StringComparison.Ordinal) ? null : "";
        if (Name().Match(recorded) is { Index: 0 } whole && whole.Length == recorded.Length)
            return Unify(whole.Value, Kind(whole.Value), actual, role);

        var pattern = new StringBuilder("\\A");
        var names = new List<string>();
        var at = 0;
        foreach (Match name in Name().Matches(recorded))
        {
            pattern.Append(Regex.Escape(recorded[at..name.Index])).Append('(').Append(PatternOf(Kind(name.Value))).Append(')');
            names.Add(name.Value);
            at = name.Index + name.Length;
        }

        pattern.Append(Regex.Escape(recorded[at..])).Append("\\z");
        var found = Regex.Match(actual, pattern.ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
        if (!found.Success) return "";
        for (var index = 0; index < names.Count; index++)
        {
            var why = Unify(names[index], Kind(names[index]), found.Groups[index + 1].Value, role == RevisionRole.Object ? RevisionRole.Mention : role);
            if (why is not null) return why;
        }

        return null;
    }

    private string? Unify(string name, string kind, string actual, RevisionRole role)
    {
        if (kind is "skip" or "cert") return null;
        if (!Regex.IsMatch(actual, $"\\A(?:{PatternOf(kind)})\\z", RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5)))
            return $"not a value for {name}";
        return kind switch
        {
            "age" => null,
            "rv" => UnifyRevision(name, actual, role),
            "time" => UnifyTime(name, actual),
            "continue" or "hash" or "token" => Learn(name, actual, firm: false),
            _ => UnifyExact(name, kind, actual),
        };
    }

    private string? UnifyExact(string name, string kind, string actual)
    {
        if (_bindings.TryGetValue(name, out var bound))
            return bound.Value == actual ? null : $"{name} was {bound.Value} before";
        if (kind == "uid")
        {
            if (_nameOfUid.TryGetValue(actual, out var other)) return $"{actual} is already {other}";
            _nameOfUid[actual] = name;
            _undo.Push(() => _nameOfUid.Remove(actual));
        }

        return Learn(name, actual, firm: true);
    }

    private string? UnifyTime(string name, string actual)
    {
        if (!_bindings.TryGetValue(name, out var bound)) return Learn(name, actual, firm: true);
        var apart = Time(actual) - Time(bound.Value);
        return apart.Duration() <= s_sameTime ? null : $"{name} was {bound.Value} before";
    }

    /// <summary>An object's own revisions are compared and ordered; those of lists, bookmarks and messages move with everyone's writes.</summary>
    private string? UnifyRevision(string name, string actual, RevisionRole role)
    {
        if (_bindings.TryGetValue(name, out var bound) && bound.Firm)
            return role is RevisionRole.List || bound.Value == actual ? null : $"{name} was {bound.Value} before";
        if (role is RevisionRole.List or RevisionRole.Mention) return Learn(name, actual, firm: false);
        if (role is RevisionRole.Item) return Learn(name, actual, firm: true);

        var number = Number(name);
        var value = long.Parse(actual, CultureInfo.InvariantCulture);
        foreach (var (other, revision) in _revisions)
        {
            if (other < number && revision >= value) return $"{name} must be later than {{{{rv:{other}}}}}, which is {revision}";
            if (other > number && revision <= value) return $"{name} must be earlier than {{{{rv:{other}}}}}, which is {revision}";
        }

        _revisions[number] = value;
        _undo.Push(() => _revisions.Remove(number));
        return Learn(name, actual, firm: true);
    }

    private string? Learn(string name, string value, bool firm)
    {
        var had = _bindings.TryGetValue(name, out var before);
        _bindings[name] = new Binding(value, firm);
        _undo.Push(() =>
        {
            if (had) _bindings[name] = before;
            else _bindings.Remove(name);
        });
        return null;
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static string Kind(string name)
    {
        var inner = name[2..^2];
        var colon = inner.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? inner : inner[..colon];
    }

    private static int Number(string name) => int.Parse(name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..^2], CultureInfo.InvariantCulture);

    private static string PatternOf(string kind) => kind switch
    {
        "uid" => "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "rv" => "[0-9]+",
        "time" => @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)",
        "ip" => "[0-9a-f.:]+",
        "port" => "[0-9]+",
        "name" => "[a-z0-9]+",
        "age" => @"(?:\d+[smhdy])+|<unknown>|<invalid>",
        "continue" or "token" or "hash" => ".+?",
        _ => ".*?",
    };

    [GeneratedRegex(@"\{\{[a-z]+(?::[0-9]+)?\}\}")]
    private static partial Regex Name();

    private readonly record struct Binding(string Value, bool Firm);
}

/// <summary>Whose revision stands at a place: that decides how strictly it is compared.</summary>
internal enum RevisionRole
{
    /// <summary>The object that the request was about, or that an event carries.</summary>
    Object,

    /// <summary>An object inside a list: equal to what was learnt before, its order in time not checked.</summary>
    Item,

    /// <summary>A list, a table or a bookmark: whatever was newest.</summary>
    List,

    /// <summary>Inside a sentence.</summary>
    Mention,
}
