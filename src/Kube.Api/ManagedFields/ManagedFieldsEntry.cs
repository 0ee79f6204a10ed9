using System.Globalization;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>One entry of <c>metadata.managedFields</c>, read from a tree and written to one. Immutable.</summary>
public sealed class ManagedFieldsEntry
{
    /// <summary>The operation of every write but apply.</summary>
    public const string UpdateOperation = "Update";

    /// <summary>The operation of server-side apply.</summary>
    public const string ApplyOperation = "Apply";

    /// <summary>The one format of fields there is.</summary>
    public const string FieldsV1Type = "FieldsV1";

    private TreeNode? _fields;
    private ReadOnlyMemory<byte>? _utf8;

    internal ManagedFieldsEntry(TreeNode? fields) => _fields = fields;

    internal ManagedFieldsEntry(FieldSet fields) => _utf8 = fields.ToUtf8();

    /// <param name="fields">Fields as they were written by this library; empty for none.</param>
    internal ManagedFieldsEntry(ReadOnlyMemory<byte> fields) => _utf8 = fields;

    /// <summary>Who: the client's field manager, or the first word of its user agent.</summary>
    public string Manager { get; init; } = "";

    /// <summary><see cref="UpdateOperation"/> or <see cref="ApplyOperation"/>.</summary>
    public string Operation { get; init; } = "";

    /// <summary>The version in which the fields are said.</summary>
    public string ApiVersion { get; init; } = "";

    /// <summary>When the manager last changed its fields, UTC in whole seconds; null when not known.</summary>
    public DateTime? Time { get; init; }

    /// <summary><see cref="FieldsV1Type"/>; anything else is refused.</summary>
    public string FieldsType { get; init; } = "";

    /// <summary>The subresource through which it was written; empty for the object itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>The fields as JSON; empty when the entry has none. Shared, read only.</summary>
    public ReadOnlyMemory<byte> FieldsV1 => _utf8 ??= _fields?.ToUtf8Memory() ?? default(ReadOnlyMemory<byte>);

    internal TreeNode? FieldsTree => _fields ??= _utf8 is { Length: > 0 } text ? TreeNode.ParseOwn(text) : null;

    /// <summary>Reads <c>metadata.managedFields</c> of an object.</summary>
    /// <returns>The entries; null when the member is absent or null, which is not the same as empty.</returns>
    public static IReadOnlyList<ManagedFieldsEntry>? ReadFrom(TreeObject value) =>
        value.GetObject("metadata"u8)?["managedFields"u8] is TreeArray list ? ReadList(list) : null;

    /// <summary>Writes entries as the value of <c>managedFields</c>, members in upstream's order.</summary>
    public static TreeArray ToTree(IReadOnlyList<ManagedFieldsEntry> entries)
    {
        var items = new TreeNode[entries.Count];
        for (var i = 0; i < items.Length; i++) items[i] = entries[i].ToTree();
        return TreeArray.Of(items);
    }

    internal static ManagedFieldsEntry[] ReadList(TreeArray list)
    {
        var entries = new ManagedFieldsEntry[list.Count];
        for (var i = 0; i < entries.Length; i++) entries[i] = Read(list[i] as TreeObject ?? TreeObject.Empty);
        return entries;
    }

    private static ManagedFieldsEntry Read(TreeObject entry) => new(entry["fieldsV1"u8] is TreeNull ? null : entry["fieldsV1"u8])
    {
        Manager = entry.GetString("manager"u8) ?? "",
        Operation = entry.GetString("operation"u8) ?? "",
        ApiVersion = entry.GetString("apiVersion"u8) ?? "",
        Time = entry.GetString("time"u8) is { } time && DateTime.TryParse(
            time, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var at) ? at : null,
        FieldsType = entry.GetString("fieldsType"u8) ?? "",
        Subresource = entry.GetString("subresource"u8) ?? "",
    };

    private TreeObject ToTree()
    {
        var entry = new TreeObjectBuilder();
        Add("manager", Manager);
        Add("operation", Operation);
        Add("apiVersion", ApiVersion);
        if (Time is { } time) Add("time", time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Add("fieldsType", FieldsType);
        if (FieldsTree is { } fields) entry.Set(new TreeMember("fieldsV1"u8, fields));
        Add("subresource", Subresource);
        return entry.Build();

        void Add(string name, string value)
        {
            if (value.Length > 0) entry.Set(new TreeMember(name, TreeString.Of(value)));
        }
    }
}
