using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

internal sealed partial class PodSpecValidation
{
    private void Mounts(V1Container container, FieldPath path)
    {
        var devices = container.VolumeDevices.OrEmpty();
        var taken = new HashSet<string>();
        for (var i = 0; i < container.VolumeMounts.Count(); i++)
        {
            var mount = container.VolumeMounts![i];
            var at = path.Index(i);
            var name = mount.Name ?? "";
            var mountPath = mount.MountPath ?? "";
            if (name.Length == 0) _errors.Required(at.Child("name"));
            if (!_volumes.ContainsKey(name)) _errors.NotFound(at.Child("name"), name);
            if (mountPath.Length == 0) _errors.Required(at.Child("mountPath"));
            if (!taken.Add(mountPath)) _errors.Invalid(at.Child("mountPath"), mountPath, "must be unique");
            if (devices.Exists(device => device.Name == name)) _errors.Invalid(at.Child("name"), name, "must not already exist in volumeDevices");
            if (devices.Exists(device => (device.DevicePath ?? "") == mountPath))
                _errors.Invalid(at.Child("mountPath"), mountPath, "must not already exist as a path in volumeDevices");
            SubPaths(mount, at, path);
            MountPropagation(mount.MountPropagation, container, path.Child("mountPropagation"));
            RecursiveReadOnly(mount, path.Child("recursiveReadOnly"));
        }
    }

    /// <param name="mount">The mount.</param>
    /// <param name="at">Its own path.</param>
    /// <param name="list">The path of the list, which upstream names in some of these errors.</param>
    private void SubPaths(V1VolumeMount mount, FieldPath at, FieldPath list)
    {
        if (!string.IsNullOrEmpty(mount.SubPath)) PathRules.LocalDescending(list.Child("subPath"), mount.SubPath, _errors);
        if (string.IsNullOrEmpty(mount.SubPathExpr)) return;
        if (!string.IsNullOrEmpty(mount.SubPath))
            _errors.Invalid(at.Child("subPathExpr"), mount.SubPathExpr, "subPathExpr and subPath are mutually exclusive");
        PathRules.LocalDescending(list.Child("subPathExpr"), mount.SubPathExpr, _errors);
    }

    private void MountPropagation(string? propagation, V1Container container, FieldPath path)
    {
        if (propagation is null) return;
        if (propagation is not ("Bidirectional" or "HostToContainer" or "None"))
            _errors.NotSupported(path, propagation, "Bidirectional", "HostToContainer", "None");
        if (propagation == "Bidirectional" && container.SecurityContext?.Privileged != true)
            _errors.Forbidden(path, "Bidirectional mount propagation is available only to privileged containers");
    }

    private void RecursiveReadOnly(V1VolumeMount mount, FieldPath path)
    {
        switch (mount.RecursiveReadOnly)
        {
            case null or "Disabled":
                return;
            case "Enabled" or "IfPossible":
                if (mount.ReadOnly != true) _errors.Forbidden(path, "may only be specified when readOnly is true");
                if (mount.MountPropagation is not (null or "None"))
                    _errors.Forbidden(path, "may only be specified when mountPropagation is None or not specified");
                return;
            default:
                _errors.NotSupported(path, mount.RecursiveReadOnly, "Disabled", "Enabled", "IfPossible");
                return;
        }
    }

    private void Devices(V1Container container, FieldPath path)
    {
        var mounts = container.VolumeMounts.OrEmpty();
        var paths = new HashSet<string>();
        var names = new HashSet<string>();
        for (var i = 0; i < container.VolumeDevices.Count(); i++)
        {
            var name = container.VolumeDevices![i].Name ?? "";
            var devicePath = container.VolumeDevices[i].DevicePath ?? "";
            var at = path.Index(i);
            if (name.Length == 0) _errors.Required(at.Child("name"));
            else if (!names.Add(name)) _errors.Invalid(at.Child("name"), name, "must be unique");
            if (!_volumes.TryGetValue(name, out var volume)) _errors.NotFound(at.Child("name"), name);
            else if (volume.PersistentVolumeClaim is null && volume.Ephemeral is null)
                _errors.Invalid(at.Child("name"), name, "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
            if (devicePath.Length == 0) _errors.Required(at.Child("devicePath"));
            if (paths.Contains(devicePath)) _errors.Invalid(at.Child("devicePath"), devicePath, "must be unique");
            if (PathRules.HasBackstep(devicePath)) _errors.Invalid(at.Child("devicePath"), devicePath, "can not contain backsteps ('..')");
            else paths.Add(devicePath);
            if (mounts.Exists(mount => mount.Name == name)) _errors.Invalid(at.Child("name"), name, "must not already exist in volumeMounts");
            if (mounts.Exists(mount => (mount.MountPath ?? "") == devicePath))
                _errors.Invalid(at.Child("devicePath"), devicePath, "must not already exist as a path in volumeMounts");
        }
    }
}
