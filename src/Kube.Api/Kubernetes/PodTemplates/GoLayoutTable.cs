namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>The fields of upstream's internal structures of a pod's specification; <see cref="GoLayout"/> tells how to read a line.</summary>
internal static class GoLayoutTable
{
    public static readonly string[] Lines =
    [
        "PodSpec Volumes[Volume InitContainers[Container Containers[Container EphemeralContainers[EphemeralContainer RestartPolicy$ "
        + "TerminationGracePeriodSeconds ActiveDeadlineSeconds DNSPolicy=dnsPolicy$ NodeSelector ServiceAccountName$ AutomountServiceAccountToken "
        + "NodeName$ SecurityContext>PodSecurityContext ImagePullSecrets[LocalObjectReference Hostname$ Subdomain$ SetHostnameAsFQDN Affinity>Affinity "
        + "SchedulerName$ Tolerations[Toleration HostAliases[HostAlias PriorityClassName$ Priority PreemptionPolicy DNSConfig=dnsConfig>PodDNSConfig "
        + "ReadinessGates[PodReadinessGate RuntimeClassName Overhead EnableServiceLinks TopologySpreadConstraints[TopologySpreadConstraint OS=os>PodOS "
        + "SchedulingGates[PodSchedulingGate ResourceClaims[PodResourceClaim Resources>ResourceRequirements HostnameOverride "
        + "SchedulingGroup>PodSchedulingGroup",
        "PodSecurityContext HostNetwork? HostPID? HostIPC? ShareProcessNamespace HostUsers SELinuxOptions=seLinuxOptions>SELinuxOptions "
        + "WindowsOptions>WindowsOptions RunAsUser RunAsGroup RunAsNonRoot SupplementalGroups SupplementalGroupsPolicy FSGroup=fsGroup "
        + "FSGroupChangePolicy=fsGroupChangePolicy Sysctls[Sysctl SeccompProfile>Profile AppArmorProfile>Profile SELinuxChangePolicy=seLinuxChangePolicy",
        "SELinuxOptions User$ Role$ Type$ Level$",
        "WindowsOptions GMSACredentialSpecName=gmsaCredentialSpecName GMSACredentialSpec=gmsaCredentialSpec RunAsUserName HostProcess",
        "Sysctl Name$ Value$",
        "Profile Type$ LocalhostProfile",
        "LocalObjectReference Name$",
        "Affinity NodeAffinity>NodeAffinity PodAffinity>PodAffinity PodAntiAffinity>PodAffinity",
        "NodeAffinity RequiredDuringSchedulingIgnoredDuringExecution>NodeSelector PreferredDuringSchedulingIgnoredDuringExecution[PreferredSchedulingTerm",
        "NodeSelector NodeSelectorTerms[NodeSelectorTerm",
        "NodeSelectorTerm MatchExpressions[NodeSelectorRequirement MatchFields[NodeSelectorRequirement",
        "NodeSelectorRequirement Key$ Operator$ Values",
        "PreferredSchedulingTerm Weight# Preference.NodeSelectorTerm",
        "PodAffinity RequiredDuringSchedulingIgnoredDuringExecution[PodAffinityTerm "
        + "PreferredDuringSchedulingIgnoredDuringExecution[WeightedPodAffinityTerm",
        "WeightedPodAffinityTerm Weight# PodAffinityTerm.PodAffinityTerm",
        "PodAffinityTerm LabelSelector Namespaces TopologyKey$ NamespaceSelector MatchLabelKeys MismatchLabelKeys",
        "Toleration Key$ Operator$ Value$ Effect$ TolerationSeconds",
        "HostAlias IP=ip$ Hostnames",
        "PodDNSConfig Nameservers Searches Options[PodDNSConfigOption",
        "PodDNSConfigOption Name$ Value",
        "PodReadinessGate ConditionType$",
        "TopologySpreadConstraint MaxSkew# TopologyKey$ WhenUnsatisfiable$ LabelSelector MinDomains NodeAffinityPolicy NodeTaintsPolicy MatchLabelKeys",
        "PodOS Name$",
        "PodSchedulingGate Name$",
        "PodSchedulingGroup PodGroupName",
        "PodResourceClaim Name$ ResourceClaimName ResourceClaimTemplateName",
        "ResourceRequirements Limits Requests Claims[ResourceClaim",
        "ResourceClaim Name$ Request$",
        "Container Name$ Image$ Command Args WorkingDir$ Ports[ContainerPort EnvFrom[EnvFromSource Env[EnvVar Resources.ResourceRequirements "
        + "ResizePolicy[ContainerResizePolicy RestartPolicy RestartPolicyRules[ContainerRestartRule VolumeMounts[VolumeMount VolumeDevices[VolumeDevice "
        + "LivenessProbe>Probe ReadinessProbe>Probe StartupProbe>Probe Lifecycle>Lifecycle TerminationMessagePath$ TerminationMessagePolicy$ "
        + "ImagePullPolicy$ SecurityContext>SecurityContext Stdin? StdinOnce? TTY=tty?",
        "EphemeralContainer Name$ Image$ Command Args WorkingDir$ Ports[ContainerPort EnvFrom[EnvFromSource Env[EnvVar Resources.ResourceRequirements "
        + "ResizePolicy[ContainerResizePolicy RestartPolicy RestartPolicyRules[ContainerRestartRule VolumeMounts[VolumeMount VolumeDevices[VolumeDevice "
        + "LivenessProbe>Probe ReadinessProbe>Probe StartupProbe>Probe Lifecycle>Lifecycle TerminationMessagePath$ TerminationMessagePolicy$ "
        + "ImagePullPolicy$ SecurityContext>SecurityContext Stdin? StdinOnce? TTY=tty? TargetContainerName$",
        "ContainerPort Name$ HostPort# ContainerPort# Protocol$ HostIP$",
        "EnvFromSource Prefix$ ConfigMapRef>EnvSource SecretRef>EnvSource",
        "EnvSource Name$ Optional",
        "EnvVar Name$ Value$ ValueFrom>EnvVarSource",
        "EnvVarSource FieldRef>ObjectFieldSelector ResourceFieldRef>ResourceFieldSelector ConfigMapKeyRef>KeySelector SecretKeyRef>KeySelector "
        + "FileKeyRef>FileKeySelector",
        "ObjectFieldSelector APIVersion=apiVersion$ FieldPath$",
        "ResourceFieldSelector ContainerName$ Resource$ Divisor@",
        "KeySelector Name$ Key$ Optional",
        "FileKeySelector VolumeName$ Path$ Key$ Optional",
        "ContainerResizePolicy ResourceName$ RestartPolicy$",
        "ContainerRestartRule Action$ ExitCodes>ContainerRestartRuleOnExitCodes",
        "ContainerRestartRuleOnExitCodes Operator$ Values",
        "VolumeMount Name$ ReadOnly? RecursiveReadOnly MountPath$ SubPath$ MountPropagation SubPathExpr$",
        "VolumeDevice Name$ DevicePath$",
        "Probe Exec>ExecAction HTTPGet=httpGet>HTTPGetAction TCPSocket=tcpSocket>TCPSocketAction GRPC=grpc>GRPCAction InitialDelaySeconds# "
        + "TimeoutSeconds# PeriodSeconds# SuccessThreshold# FailureThreshold# TerminationGracePeriodSeconds",
        "ExecAction Command",
        "HTTPGetAction Path$ Port# Host$ Scheme$ HTTPHeaders=httpHeaders[HTTPHeader",
        "HTTPHeader Name$ Value$",
        "TCPSocketAction Port# Host$",
        "GRPCAction Port# Service",
        "Lifecycle PostStart>LifecycleHandler PreStop>LifecycleHandler StopSignal",
        "LifecycleHandler Exec>ExecAction HTTPGet=httpGet>HTTPGetAction TCPSocket=tcpSocket>TCPSocketAction Sleep>SleepAction",
        "SleepAction Seconds#",
        "SecurityContext Capabilities>Capabilities Privileged SELinuxOptions=seLinuxOptions>SELinuxOptions WindowsOptions>WindowsOptions RunAsUser "
        + "RunAsGroup RunAsNonRoot ReadOnlyRootFilesystem AllowPrivilegeEscalation ProcMount SeccompProfile>Profile AppArmorProfile>Profile",
        "Capabilities Add Drop",
        "Volume Name$ HostPath>HostPath EmptyDir>EmptyDir GCEPersistentDisk=gcePersistentDisk>GCEDisk "
        + "AWSElasticBlockStore=awsElasticBlockStore>AWSDisk GitRepo>GitRepo Secret>SecretVolume NFS=nfs>NFS ISCSI=iscsi>ISCSI Glusterfs>Glusterfs "
        + "PersistentVolumeClaim>Claim RBD=rbd>RBD Quobyte>Quobyte FlexVolume>Flex Cinder>Cinder CephFS=cephfs>CephFS Flocker>Flocker "
        + "DownwardAPI>DownwardAPI FC=fc>FC AzureFile>AzureFile ConfigMap>ConfigMapVolume VsphereVolume>Vsphere AzureDisk>AzureDisk "
        + "PhotonPersistentDisk>Photon Projected>Projected PortworxVolume>Portworx ScaleIO>ScaleIO StorageOS=storageos>StorageOS CSI=csi>CSI "
        + "Ephemeral>EphemeralVolume Image>ImageVolume",
        "HostPath Path$ Type",
        "EmptyDir Medium$ SizeLimit",
        "GCEDisk PDName=pdName$ FSType=fsType$ Partition# ReadOnly?",
        "AWSDisk VolumeID$ FSType=fsType$ Partition# ReadOnly?",
        "GitRepo Repository$ Revision$ Directory$",
        "SecretVolume SecretName$ Items[KeyToPath DefaultMode Optional",
        "ConfigMapVolume Name$ Items[KeyToPath DefaultMode Optional",
        "KeyToPath Key$ Path$ Mode",
        "NFS Server$ Path$ ReadOnly?",
        "ISCSI TargetPortal$ IQN=iqn$ Lun# ISCSIInterface=iscsiInterface$ FSType=fsType$ ReadOnly? Portals DiscoveryCHAPAuth=chapAuthDiscovery? "
        + "SessionCHAPAuth=chapAuthSession? SecretRef>LocalObjectReference InitiatorName",
        "Glusterfs EndpointsName=endpoints$ Path$ ReadOnly?",
        "Claim ClaimName$ ReadOnly?",
        "RBD CephMonitors=monitors RBDImage=image$ FSType=fsType$ RBDPool=pool$ RadosUser=user$ Keyring$ SecretRef>LocalObjectReference ReadOnly?",
        "Quobyte Registry$ Volume$ ReadOnly? User$ Group$ Tenant$",
        "Flex Driver$ FSType=fsType$ SecretRef>LocalObjectReference ReadOnly? Options",
        "Cinder VolumeID$ FSType=fsType$ ReadOnly? SecretRef>LocalObjectReference",
        "CephFS Monitors Path$ User$ SecretFile$ SecretRef>LocalObjectReference ReadOnly?",
        "Flocker DatasetName$ DatasetUUID$",
        "DownwardAPI Items[DownwardFile DefaultMode",
        "DownwardFile Path$ FieldRef>ObjectFieldSelector ResourceFieldRef>ResourceFieldSelector Mode",
        "FC TargetWWNs Lun FSType=fsType$ ReadOnly? WWIDs=wwids",
        "AzureFile SecretName$ ShareName$ ReadOnly?",
        "Vsphere VolumePath$ FSType=fsType$ StoragePolicyName$ StoragePolicyID$",
        "AzureDisk DiskName$ DataDiskURI=diskURI$ CachingMode FSType=fsType ReadOnly Kind",
        "Photon PdID$ FSType=fsType$",
        "Projected Sources[Projection DefaultMode",
        "Projection Secret>KeyProjection DownwardAPI>DownwardProjection ConfigMap>KeyProjection ServiceAccountToken>TokenProjection "
        + "ClusterTrustBundle>TrustBundle PodCertificate>PodCertificate",
        "KeyProjection Name$ Items[KeyToPath Optional",
        "DownwardProjection Items[DownwardFile",
        "TokenProjection Audience$ ExpirationSeconds# Path$",
        "TrustBundle Name SignerName LabelSelector Optional Path$",
        "PodCertificate SignerName$ KeyType$ MaxExpirationSeconds CredentialBundlePath$ KeyPath$ CertificateChainPath$ UserAnnotations",
        "Portworx VolumeID$ FSType=fsType$ ReadOnly?",
        "ScaleIO Gateway$ System$ SecretRef>LocalObjectReference SSLEnabled=sslEnabled? ProtectionDomain$ StoragePool$ StorageMode$ VolumeName$ "
        + "FSType=fsType$ ReadOnly?",
        "StorageOS VolumeName$ VolumeNamespace$ FSType=fsType$ ReadOnly? SecretRef>LocalObjectReference",
        "CSI Driver$ ReadOnly FSType=fsType VolumeAttributes NodePublishSecretRef>LocalObjectReference",
        "EphemeralVolume VolumeClaimTemplate>ClaimTemplate",
        "ClaimTemplate ObjectMeta=metadata^ Spec.ClaimSpec",
        "ClaimSpec AccessModes Selector Resources.VolumeRequirements VolumeName$ StorageClassName VolumeMode DataSource>TypedReference "
        + "DataSourceRef>TypedNamespacedReference VolumeAttributesClassName",
        "VolumeRequirements Limits Requests",
        "TypedReference APIGroup=apiGroup Kind$ Name$",
        "TypedNamespacedReference APIGroup=apiGroup Kind$ Name$ Namespace",
        "ImageVolume Reference$ PullPolicy$",
    ];
}
