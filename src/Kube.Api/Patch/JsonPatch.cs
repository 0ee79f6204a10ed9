using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.Patch;

/// <summary>An RFC 6902 patch with the behaviour of upstream's library (evanphx/json-patch v4): negative indexes count from the end, replacing or
/// testing a member that is missing treats it as null, a path without its first slash loses its first part.</summary>
public sealed partial class JsonPatch : ObjectPatch
{
    /// <summary>The most operations that one patch may hold, as upstream.</summary>
    public const int MaxOperations = 10_000;

    /// <summary>How many bytes all <c>copy</c> operations of one patch may copy, as upstream: 3 MiB.</summary>
    public const int MaxCopiedBytes = 3 << 20;

    private readonly Operation[] _operations;

    private JsonPatch(Operation[] operations, IReadOnlyList<string> findings)
        : base(findings) => _operations = operations;

    /// <summary>Reads a patch.</summary>
    /// <param name="patch">Its text; kept.</param>
    /// <param name="strict">Field validation is Warn or Strict: duplicates are reported and errors carry upstream's prefix.</param>
    /// <exception cref="PatchException">It is no JSON, or not an array of objects, or has too many of them.</exception>
    public static JsonPatch Parse(ReadOnlyMemory<byte> patch, bool strict)
    {
        var report = strict ? new TreeReport() : null;
        var prefix = strict ? "error decoding patch: " : "";
        var list = strict ? "[]handlers.jsonPatchOp" : "jsonpatch.Patch";
        var root = Read(patch, report, prefix);
        if (root is TreeNull) return new JsonPatch([], []);
        if (root is not TreeArray items)
            throw new PatchException(PatchFailure.Malformed, $"{prefix}json: cannot unmarshal {JsonName(root)} into Go value of type {list}");
        if (items.Count > MaxOperations)
        {
            throw new PatchException(PatchFailure.TooManyOperations,
                $"The allowed maximum operations in a JSON patch is {MaxOperations}, got {items.Count}");
        }
        var operations = new Operation[items.Count];
        for (var i = 0; i < operations.Length; i++)
        {
            if (items[i] is not (TreeObject or TreeNull))
            {
                var type = strict ? "handlers.jsonPatchOp" : "jsonpatch.Operation";
                throw new PatchException(PatchFailure.Malformed, $"{prefix}json: cannot unmarshal {JsonName(items[i])} into Go value of type {type}");
            }
            operations[i] = ReadOperation(items[i] as TreeObject ?? TreeObject.Empty, strict ? prefix : null);
        }
        return new JsonPatch(operations, strict ? [.. Duplicates(report, "json patch "), .. UnknownFields(items)] : []);
    }

    /// <inheritdoc/>
    public override TreeNode Apply(TreeNode current, TypeSchema schema) => Apply(current);

    /// <summary>Applies the patch to any JSON value.</summary>
    /// <param name="current">The value; not changed.</param>
    /// <exception cref="PatchException">An operation does not fit; nothing is applied.</exception>
    public TreeNode Apply(TreeNode current)
    {
        var run = new Run(PatchNode.Of(current) ?? throw Fails("the document is null"));
        foreach (ref readonly var operation in _operations.AsSpan()) run.Apply(operation);
        return run.Result();
    }

    /// <inheritdoc/>
    public override string DescribeRefused(TreeNode patched) => patched.ToString();

    internal static string JsonName(TreeNode node) => node switch
    {
        TreeObject => "object",
        TreeArray => "array",
        TreeString => "string",
        TreeBool => "bool",
        TreeNumber => "number",
        _ => "null",
    };

    private static IEnumerable<string> UnknownFields(TreeArray operations)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i] is not TreeObject operation) continue;
            foreach (var member in operation.Members.ToArray())
                if (member.Name is not ("op" or "path" or "from" or "value")) yield return $"json patch unknown field \"[{i}].{member.Name}\"";
        }
    }

    private static Operation ReadOperation(TreeObject source, string? strictPrefix)
    {
        if (strictPrefix is not null)
        {
            foreach (var name in (ReadOnlySpan<string>)["op", "path", "from"])
            {
                if (source[name] is { } value and not (TreeString or TreeNull))
                {
                    throw new PatchException(PatchFailure.Malformed,
                        $"{strictPrefix}json: cannot unmarshal {JsonName(value)} into Go struct field jsonPatchOp.{name} of type string");
                }
            }
        }
        return new Operation(source.GetString("op"u8) ?? "unknown", source.GetString("path"u8), source.GetString("from"u8), source["value"u8]);
    }

    private static PatchException Fails(string message) => new(PatchFailure.Unprocessable, message);

    private readonly record struct Operation(string Op, string? Path, string? From, TreeNode? Value);
}
