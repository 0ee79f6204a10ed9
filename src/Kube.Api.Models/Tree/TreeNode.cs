using System.Buffers;
using System.Text;

namespace Kube.Api.Tree;

/// <summary>A JSON value that never changes. Strings, numbers and names are slices of the text they were parsed from; an edit makes new nodes
/// on the way to the root only and shares the rest.</summary>
/// <remarks>Safe to share between threads. A tree keeps the text it was parsed from alive: the owner of that array must not write to it again.</remarks>
public abstract class TreeNode
{
    private const int KeptBytes = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_scratch;

    private protected TreeNode()
    {
    }

    /// <summary>Which kind of value this is; each kind is one sealed class.</summary>
    public abstract TreeKind Kind { get; }

    /// <summary>How many objects and arrays lie inside each other from here down: 0 for a scalar, 1 for <c>{}</c>. Known without walking the tree,
    /// so that whoever nests trees can keep to <see cref="TreeLimits.MaxDepth"/>.</summary>
    public virtual int Height => 0;

    /// <summary>Parses one JSON value, with nothing but white space around it.</summary>
    /// <param name="json">UTF-8 text. Kept, not copied, when it lies in an array: it must not change afterwards.</param>
    /// <param name="limits">What is refused; null for <see cref="TreeLimits.Default"/>.</param>
    /// <param name="report">Collects duplicate members, of which the last counts; null when nobody asks.</param>
    /// <exception cref="TreeFormatException">It is not JSON, nests deeper than allowed, or holds a number that no double can hold.</exception>
    public static TreeNode Parse(ReadOnlyMemory<byte> json, TreeLimits? limits = null, TreeReport? report = null) =>
        TreeParser.Parse(json, limits ?? TreeLimits.Default, report);

    /// <summary>Parses text written in code or in a test; for data use the UTF-8 form.</summary>
    /// <param name="json">JSON text.</param>
    /// <exception cref="TreeFormatException">It is not JSON.</exception>
    public static TreeNode Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>Parses what this library has written itself, such as an object as it is stored: compact, without escapes that need not be, each name once. Objects and
    /// arrays inside are read when somebody looks into them, so that a comparison never reads what is the same on both sides.</summary>
    /// <param name="json">UTF-8 text. Kept, not copied, when it lies in an array: it must not change afterwards. What is wrong with it may show only later.</param>
    /// <exception cref="TreeFormatException">It is not JSON.</exception>
    public static TreeNode ParseOwn(ReadOnlyMemory<byte> json) => TreeParser.ParseOwn(json);

    /// <summary>Writes compact JSON as Go does: members in their order, <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c> and control characters escaped,
    /// numbers in Go's shortest form.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        var writer = new TreeOutput(output);
        Write(ref writer);
        writer.Flush();
    }

    /// <summary>Like <see cref="WriteTo"/>, with the members of every object sorted by their UTF-8 bytes: what Go writes for maps, and so what
    /// custom resources look like.</summary>
    public void WriteSortedTo(IBufferWriter<byte> output)
    {
        var writer = new TreeOutput(output) { Sorted = true };
        Write(ref writer);
        writer.Flush();
    }

    /// <summary>Compact JSON in an array of its own.</summary>
    public byte[] ToUtf8()
    {
        var buffer = s_scratch ?? new(4096);
        s_scratch = null;
        buffer.ResetWrittenCount();
        WriteTo(buffer);
        var bytes = buffer.WrittenSpan.ToArray();
        // One giant tree must not keep its buffer alive on every thread.
        if (buffer.Capacity <= KeptBytes) s_scratch = buffer;
        return bytes;
    }

    /// <summary>Compact JSON: where it stands so in its source already, that; else in an array of its own. Must not be changed.</summary>
    public ReadOnlyMemory<byte> ToUtf8Memory() => Verbatim is { Exists: true } text ? text.Memory : ToUtf8();

    /// <summary>Equal as JSON values: members in any order, numbers by value. Null and absent differ.</summary>
    public static bool DeepEquals(TreeNode? left, TreeNode? right) =>
        ReferenceEquals(left, right)
        || (left is not null && right is not null && left.Kind == right.Kind && (SameText(left, right) || left.EqualsSameKind(right)));

    /// <summary>A cheap test for equality: true when both stand in their sources as the same bytes. False says nothing.</summary>
    public static bool SameText(TreeNode left, TreeNode right) =>
        left.Verbatim is { Exists: true } a && right.Verbatim is { Exists: true } b && a.Span.SequenceEqual(b.Span);

    /// <summary>Compact JSON; for messages and debuggers.</summary>
    public override string ToString() => Encoding.UTF8.GetString(ToUtf8());

    internal virtual SourceSlice Verbatim => default;

    internal abstract void Write(ref TreeOutput output);

    private protected abstract bool EqualsSameKind(TreeNode other);
}
