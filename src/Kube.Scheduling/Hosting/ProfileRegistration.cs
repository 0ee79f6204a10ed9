namespace Kube.Scheduling.Hosting;

/// <summary>A profile that was added.</summary>
internal sealed record ProfileRegistration(SchedulingProfileOptions Options);
