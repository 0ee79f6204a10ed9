using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Storage;

/// <summary>Drivers, and what they want of Kubernetes.</summary>
internal sealed class CsiDriverStrategy : KubernetesStrategy<V1CSIDriver>
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public override bool AllowUnconditionalUpdate => false;

    public override bool ReturnsDeletedObject => true;

    // A new driver starts without a count; changes begin one.
    protected override bool CountsGenerations => false;

    public override void Default(V1CSIDriver obj)
    {
        var spec = obj.Spec;
        spec.AttachRequired ??= true;
        spec.PodInfoOnMount ??= false;
        spec.StorageCapacity ??= false;
        spec.FsGroupPolicy ??= "ReadWriteOnceWithFSType";
        if (spec.VolumeLifecycleModes is not { Count: > 0 }) spec.VolumeLifecycleModes = ["Persistent"];
        spec.RequiresRepublish ??= false;
        spec.SeLinuxMount ??= false;
    }

    protected override void PrepareChange(V1CSIDriver obj, V1CSIDriver old, Catalog.StrategyContext context)
    {
        if (!obj.Spec.SemanticEquals(old.Spec)) obj.Metadata.Generation = (old.Metadata.Generation ?? 0) + 1;
    }

    public override void WarnOnCreate(V1CSIDriver obj, ICollection<string> warnings)
    {
        if (obj.Spec.TokenRequests is { Count: > 0 } && obj.Spec.ServiceAccountTokenInSecrets is null)
        {
            warnings.Add(
                "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes");
        }
    }

    protected override void Validate(V1CSIDriver obj, FieldErrors errors) => ValidateSpec(obj.Spec, errors);

    protected override void ValidateChange(V1CSIDriver obj, V1CSIDriver old, FieldErrors errors)
    {
        ValidateSpec(obj.Spec, errors);
        // Upstream misspells the first of them.
        errors.Immutable(Spec.Child("attachedRequired"), obj.Spec.AttachRequired == old.Spec.AttachRequired, obj.Spec.AttachRequired);
        errors.Immutable(
            Spec.Child("volumeLifecycleModes"), Same.Texts(obj.Spec.VolumeLifecycleModes, old.Spec.VolumeLifecycleModes), obj.Spec.VolumeLifecycleModes);
    }

    private static void ValidateSpec(V1CSIDriverSpec spec, FieldErrors errors)
    {
        foreach (var mode in (spec.VolumeLifecycleModes ?? []).Where(mode => mode is not ("Persistent" or "Ephemeral")))
            errors.NotSupported(Spec.Child("volumeLifecycleModes"), mode, "Persistent", "Ephemeral");
        if (spec.FsGroupPolicy is { } policy and not ("File" or "None" or "ReadWriteOnceWithFSType"))
            errors.NotSupported(Spec.Child("fsGroupPolicy"), policy, "File", "None", "ReadWriteOnceWithFSType");
        var audiences = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.TokenRequests?.Count; i++)
        {
            var request = spec.TokenRequests[i];
            var path = Spec.Child("tokenRequests").Index(i);
            if (!audiences.Add(request.Audience ?? "")) errors.Duplicate(path.Child("audience"), request.Audience ?? "");
            if (request.ExpirationSeconds < 600)
                errors.Invalid(path.Child("expirationSeconds"), request.ExpirationSeconds, "may not specify a duration less than 10 minutes");
            if (request.ExpirationSeconds > 1L << 32) errors.Invalid(path.Child("expirationSeconds"), request.ExpirationSeconds, "may not specify a duration larger than 2^32 seconds");
        }

        if (spec.NodeAllocatableUpdatePeriodSeconds < 10)
            errors.Invalid(Spec.Child("nodeAllocatableUpdatePeriodSeconds"), spec.NodeAllocatableUpdatePeriodSeconds, "must be greater than or equal to 10 seconds");
    }
}

/// <summary>Which drivers a node runs.</summary>
internal sealed class CsiNodeStrategy : KubernetesStrategy<V1CSINode>
{
    private const int NodeIdLength = 256;
    private static readonly FieldPath Drivers = FieldPath.Root("spec").Child("drivers");

    public override bool AllowUnconditionalUpdate => false;

    public override bool ReturnsDeletedObject => true;

    // What is stored upstream knows no difference between an empty list and none, and is shown as none.
    public override void Canonicalize(V1CSINode obj)
    {
        if (obj.Spec.Drivers is { Count: 0 }) obj.Spec.Drivers = null!;
    }

    protected override void Validate(V1CSINode obj, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < obj.Spec.Drivers?.Count; i++)
        {
            var driver = obj.Spec.Drivers[i];
            var path = Drivers.Index(i);
            CsiRules.ValidateDriverName(driver.Name, errors, path.Child("name"));
            if (string.IsNullOrEmpty(driver.NodeID)) errors.Required(path.Child("nodeID"));
            else if (driver.NodeID.Length > NodeIdLength) errors.Invalid(path.Child("nodeID"), driver.NodeID, "must be 256 characters or less");
            errors.NonNegative(path.Child("allocatable", "count"), driver.Allocatable?.Count);
            if (!string.IsNullOrEmpty(driver.Name) && !names.Add(driver.Name)) errors.Duplicate(path.Child("name"), driver.Name);
            var keys = new HashSet<string>(StringComparer.Ordinal);
            foreach (var key in driver.TopologyKeys ?? [])
            {
                if (key.Length == 0) errors.Required(path);
                errors.InvalidEach(path, key, FormatRules.QualifiedName(key));
                if (!keys.Add(key)) errors.Duplicate(path, key);
            }
        }
    }

    protected override void ValidateChange(V1CSINode obj, V1CSINode old, FieldErrors errors)
    {
        Validate(obj, errors);
        // A driver may come and go, but not change.
        foreach (var driver in obj.Spec.Drivers ?? [])
        {
            if (old.Spec.Drivers?.FirstOrDefault(other => other.Name == driver.Name) is not { } before) continue;
            var copy = driver.DeepClone();
            copy.Allocatable = before.Allocatable;
            if (copy.SemanticEquals(before)) continue;
            var count = driver.Allocatable is null ? "null" : $"{{\"Count\":{BadValue.Format(driver.Allocatable.Count)}}}";
            errors.Invalid(
                Drivers,
                new JsonText(
                    $"{{\"Name\":{BadValue.JsonQuote(driver.Name)},\"NodeID\":{BadValue.JsonQuote(driver.NodeID)},"
                    + $"\"TopologyKeys\":{(driver.TopologyKeys is null ? "null" : BadValue.Format(driver.TopologyKeys))},\"Allocatable\":{count}}}"),
                FieldRules.FieldIsImmutable);
        }
    }
}

/// <summary>How much storage there is where.</summary>
internal sealed class CsiCapacityStrategy : KubernetesStrategy<V1CSIStorageCapacity>
{
    public override bool AllowUnconditionalUpdate => false;

    protected override void Validate(V1CSIStorageCapacity obj, FieldErrors errors)
    {
        errors.InvalidEach(FieldPath.Root("storageClassName"), obj.StorageClassName ?? "", FormatRules.DnsSubdomain(obj.StorageClassName ?? ""));
        LabelSelectorValidation.Validate(obj.NodeTopology, errors, FieldPath.Root("nodeTopology"));
        NotNegative(obj.Capacity, "capacity", errors);
        NotNegative(obj.MaximumVolumeSize, "maximumVolumeSize", errors);
    }

    protected override void ValidateChange(V1CSIStorageCapacity obj, V1CSIStorageCapacity old, FieldErrors errors)
    {
        NotNegative(obj.Capacity, "capacity", errors);
        NotNegative(obj.MaximumVolumeSize, "maximumVolumeSize", errors);
        var same = obj.NodeTopology is null ? old.NodeTopology is null : obj.NodeTopology.SemanticEquals(old.NodeTopology);
        errors.Immutable(FieldPath.Root("nodeTopology"), same, LabelSelectorValidation.ToJson(obj.NodeTopology));
        errors.Immutable(FieldPath.Root("storageClassName"), obj.StorageClassName == old.StorageClassName, obj.StorageClassName);
    }

    private static void NotNegative(ResourceQuantity? amount, string field, FieldErrors errors)
    {
        if (amount is not null && amount.ToDecimal() < 0) errors.Invalid(FieldPath.Root(field), amount.ToString(), FieldRules.NotNegative);
    }
}

/// <summary>Which volume is attached where.</summary>
internal sealed class AttachmentStrategy : KubernetesStrategy<V1VolumeAttachment>
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public override bool AllowUnconditionalUpdate => false;

    public override bool ReturnsDeletedObject => true;

    protected override void ResetStatus(V1VolumeAttachment obj) => obj.Status = new V1VolumeAttachmentStatus();

    protected override void KeepStatus(V1VolumeAttachment obj, V1VolumeAttachment old) => obj.Status = old.Status;

    protected override void Validate(V1VolumeAttachment obj, FieldErrors errors)
    {
        CsiRules.ValidateDriverName(obj.Spec.Attacher, errors, Spec.Child("attacher"));
        var source = obj.Spec.Source;
        const string Text = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
        if (source?.PersistentVolumeName is null && source?.InlineVolumeSpec is null) errors.Required(Spec.Child("source"), Text);
        else if (source.PersistentVolumeName is not null && source.InlineVolumeSpec is not null) errors.Forbidden(Spec.Child("source"), Text);
        else if (source.PersistentVolumeName is { Length: 0 }) errors.Required(Spec.Child("source", "persistentVolumeName"), "must specify non empty persistentVolumeName");
        errors.InvalidEach(Spec.Child("nodeName"), obj.Spec.NodeName ?? "", FormatRules.DnsSubdomain(obj.Spec.NodeName ?? ""));
    }

    protected override void ValidateChange(V1VolumeAttachment obj, V1VolumeAttachment old, FieldErrors errors)
    {
        Validate(obj, errors);
        if (obj.Spec.SemanticEquals(old.Spec)) return;
        var volume = obj.Spec.Source?.PersistentVolumeName is { } name ? BadValue.JsonQuote(name) : "null";
        errors.Invalid(
            Spec,
            new JsonText(
                $"{{\"Attacher\":{BadValue.JsonQuote(obj.Spec.Attacher)},\"Source\":{{\"PersistentVolumeName\":{volume},"
                + $"\"InlineVolumeSpec\":{(obj.Spec.Source?.InlineVolumeSpec is null ? "null" : "{}")}}},\"NodeName\":{BadValue.JsonQuote(obj.Spec.NodeName ?? "")}}}"),
            FieldRules.FieldIsImmutable);
    }
}

/// <summary>Attributes that volumes may get after they were made.</summary>
internal sealed class AttributesClassStrategy : KubernetesStrategy<V1VolumeAttributesClass>
{
    private const int MaximumParameters = 512;

    public override bool ReturnsDeletedObject => true;

    protected override void Validate(V1VolumeAttributesClass obj, FieldErrors errors)
    {
        var driver = FieldPath.Root("driverName");
        if (string.IsNullOrEmpty(obj.DriverName)) errors.Required(driver);
        else errors.InvalidEach(driver, obj.DriverName.ToLowerInvariant(), FormatRules.QualifiedName(obj.DriverName.ToLowerInvariant()));
        var parameters = FieldPath.Root("parameters");
        if (obj.Parameters is not { Count: > 0 }) errors.Required(parameters, "must contain at least one key/value pair");
        if (obj.Parameters?.Count > MaximumParameters) errors.TooLong(parameters, MaximumParameters);
        if (obj.Parameters?.ContainsKey("") == true) errors.Invalid(parameters, "", "field can not be empty.");
    }

    protected override void ValidateChange(V1VolumeAttributesClass obj, V1VolumeAttributesClass old, FieldErrors errors)
    {
        if (obj.DriverName != old.DriverName) errors.Forbidden(FieldPath.Root("driverName"), "updates to driverName are forbidden.");
        if (!Same.Labels(obj.Parameters, old.Parameters)) errors.Forbidden(FieldPath.Root("parameters"), "updates to parameters are forbidden.");
    }
}
