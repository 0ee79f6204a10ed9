namespace Kube.Controllers.Volumes;

/// <summary>The words of volumes and claims on the wire.</summary>
internal static class VolumeNames
{
    public const string BindCompleted = "pv.kubernetes.io/bind-completed";
    public const string BoundByController = "pv.kubernetes.io/bound-by-controller";
    public const string ProvisionedBy = "pv.kubernetes.io/provisioned-by";
    public const string Provisioner = "volume.kubernetes.io/storage-provisioner";
    public const string BetaProvisioner = "volume.beta.kubernetes.io/storage-provisioner";
    public const string SelectedNode = "volume.kubernetes.io/selected-node";
    public const string BetaClass = "volume.beta.kubernetes.io/storage-class";
    public const string Yes = "yes";

    public const string Available = "Available";
    public const string Bound = "Bound";
    public const string Released = "Released";
    public const string Failed = "Failed";
    public const string Pending = "Pending";
    public const string Lost = "Lost";

    public const string FirstConsumer = "WaitForFirstConsumer";
}
