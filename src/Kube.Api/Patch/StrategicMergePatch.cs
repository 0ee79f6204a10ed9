using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.Patch;

/// <summary>A strategic merge patch: a merge patch in which lists merge by the keys that the type's schema names, and whose directives
/// (<c>$patch</c>, <c>$retainKeys</c>, <c>$setElementOrder/…</c>, <c>$deleteFromPrimitiveList/…</c>) say what merging cannot.</summary>
/// <remarks>Follows upstream's k8s.io/apimachinery/pkg/util/strategicpatch (1.36), its refusals and their words included. Only for types whose
/// schema is built in; upstream does not take it for custom resources.</remarks>
public sealed class StrategicMergePatch : ObjectPatch
{
    private readonly TreeObject _patch;

    private StrategicMergePatch(TreeObject patch, IReadOnlyList<string> findings)
        : base(findings) => _patch = patch;

    /// <summary>Reads a patch.</summary>
    /// <param name="patch">Its text; kept.</param>
    /// <param name="strict">Field validation is Warn or Strict: duplicates are reported.</param>
    /// <exception cref="PatchException">It is no JSON, or neither an object nor null.</exception>
    public static StrategicMergePatch Parse(ReadOnlyMemory<byte> patch, bool strict)
    {
        var report = strict ? new TreeReport() : null;
        var root = Read(patch, report, "");
        if (root is TreeObject or TreeNull) return new StrategicMergePatch(root as TreeObject ?? TreeObject.Empty, Duplicates(report));
        throw new PatchException(PatchFailure.Malformed,
            $"json: cannot unmarshal {JsonPatch.JsonName(root)} into Go value of type map[string]interface {{}}");
    }

    /// <inheritdoc/>
    public override TreeNode Apply(TreeNode current, TypeSchema schema)
    {
        var before = current as TreeObject ?? TreeObject.Empty;
        var after = StrategicMerge.Objects(before, _patch, schema);
        // Upstream converts the result to the object's own type without looking for its name in it, so a patch may drop it.
        if (after.IndexOf("kind"u8) < 0 && before["kind"u8] is { } kind) after = after.With("kind"u8, kind);
        if (after.IndexOf("apiVersion"u8) < 0 && before["apiVersion"u8] is { } version) after = after.With("apiVersion"u8, version);
        return after;
    }

    /// <inheritdoc/>
    public override string DescribeRefused(TreeNode patched) => GoFormat.Value(_patch);

    /// <inheritdoc/>
    public override string ExplainRefused(TreeNode patched, TypeSchema schema, string decoderText) =>
        UnstructuredMismatch.Find(patched, schema) ?? decoderText;
}
