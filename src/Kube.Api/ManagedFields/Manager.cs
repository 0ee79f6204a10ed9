namespace Kube.Api.ManagedFields;

/// <summary>Who owns a set of fields: the identity is name, operation, subresource and, for updates, the version.</summary>
internal readonly record struct ManagerId(string Name, string Operation, string Subresource, string UpdateVersion)
{
    public static ManagerId Of(string name, string operation, string apiVersion, string subresource) =>
        new(name, operation, subresource, operation == ManagedFieldsEntry.ApplyOperation ? "" : apiVersion);
}

/// <summary>A manager's state while a request is worked on.</summary>
internal sealed class Manager(ManagerId id, string apiVersion, FieldSet fields, DateTime? time, ManagedFieldsEntry? source)
{
    private ManagedFieldsEntry? _source = source;

    public ManagerId Id { get; } = id;

    public string ApiVersion { get; } = apiVersion;

    public FieldSet Fields { get; private set; } = fields;

    public DateTime? Time { get; private set; } = time;

    public bool Applied => Id.Operation == ManagedFieldsEntry.ApplyOperation;

    public void Own(FieldSet fields)
    {
        if (ReferenceEquals(fields, Fields)) return;
        Fields = fields;
        _source = null;
    }

    public void Touch(DateTime? time)
    {
        if (Time == time) return;
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
