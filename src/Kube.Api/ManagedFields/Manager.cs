using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>Who owns a set of fields: the identity is name, operation, subresource and, for updates, the version.</summary>
internal readonly record struct ManagerId(string Name, string Operation, string Subresource, string UpdateVersion)
{
    public static ManagerId Of(string name, string operation, string apiVersion, string subresource) =>
        new(name, operation, subresource, operation == ManagedFieldsEntry.ApplyOperation ? "" : apiVersion);
}

/// <summary>A manager's state while a request is worked on.</summary>
internal sealed class Manager
{
    private ManagedFieldsEntry? _source;
    private FieldSet? _fields;
    private readonly bool _isStored;

    public Manager(ManagerId id, string apiVersion, FieldSet fields, DateTime? time, ManagedFieldsEntry? source)
    {
        (Id, ApiVersion, _fields, Time, _source) = (id, apiVersion, fields, time, source);
    }

    /// <summary>From an entry of the store, where only valid ones lie: its fields are read when somebody asks for them.</summary>
    /// <param name="id">Who.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="isStored">It was written by this library; otherwise a client has sent it, and its fields may be in any form.</param>
    public Manager(ManagerId id, ManagedFieldsEntry entry, bool isStored)
    {
        (Id, ApiVersion, Time, _source, _isStored) = (id, entry.ApiVersion, entry.Time, entry, isStored);
    }

    public ManagerId Id { get; }

    public string ApiVersion { get; }

    /// <exception cref="FormatException">The entry is not valid after all.</exception>
    public FieldSet Fields => _fields ??= _source?.FieldsTree is not { } tree ? FieldSet.Empty : _isStored ? FieldSet.ReadStored(tree) : FieldSet.Read(tree);

    public bool IsEmpty => _fields is null && _source?.FieldsTree is TreeObject { Count: > 0 } ? false : Fields.IsEmpty;

    public DateTime? Time { get; private set; }

    public bool Applied => Id.Operation == ManagedFieldsEntry.ApplyOperation;

    public void Own(FieldSet fields)
    {
        if (ReferenceEquals(fields, Fields)) return;
        _fields = fields;
        _source = null;
    }

    /// <summary>Owns no more what has changed or gone.</summary>
    public void Lose(FieldComparison change)
    {
        if (_fields is null && _source?.FieldsTree is { } tree
            && !FieldSet.MayMeet(tree, change.Modified) && !FieldSet.MayMeet(tree, change.Added) && !FieldSet.MayMeet(tree, change.Removed)) return;
        Own(Fields.Difference(change.Modified).Difference(change.Added).Difference(change.Removed));
    }

    /// <summary>Says its fields in the canonical form, whatever form they came in.</summary>
    public void Restate()
    {
        _ = Fields;
        _source = null;
    }

    public void Touch(DateTime? time)
    {
        if (Time == time) return;
        _ = Fields;
        Time = time;
        _source = null;
    }

    /// <summary>The entry; the one it was read from when nothing has changed, so that its text is not made again.</summary>
    public ManagedFieldsEntry ToEntry() => _source ?? new ManagedFieldsEntry(Fields)
    {
        Manager = Id.Name,
        Operation = Id.Operation,
        ApiVersion = ApiVersion,
        Time = Time,
        FieldsType = ManagedFieldsEntry.FieldsV1Type,
        Subresource = Id.Subresource,
    };
}
