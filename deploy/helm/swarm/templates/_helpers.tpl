{{- define "swarm.labels" -}}
app.kubernetes.io/name: swarm
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "swarm.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- define "swarm.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "swarm.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "swarm.commonArgs" -}}
- run
- /mnt/swarm/{{ .Values.scenario.file }}
- --metrics-port=9646
{{- if .Values.host }}
- {{ printf "--host=%s" .Values.host | quote }}
{{- end }}
{{- if .Values.clusterKey.secret }}
- --cluster-key=/mnt/key/{{ .Values.clusterKey.key }}
{{- end }}
{{- end -}}

{{- define "swarm.mounts" -}}
- name: scenario
  mountPath: /mnt/swarm
  readOnly: true
- name: results
  mountPath: /results
{{- if .Values.clusterKey.secret }}
- name: key
  mountPath: /mnt/key
  readOnly: true
{{- end }}
{{- end -}}

{{- define "swarm.volumes" -}}
- name: scenario
{{- if .Values.scenario.existingSecret }}
  secret:
    secretName: {{ .Values.scenario.existingSecret }}
{{- else if .Values.scenario.existingConfigMap }}
  configMap:
    name: {{ .Values.scenario.existingConfigMap }}
{{- else }}
  configMap:
    name: {{ .Release.Name }}-scenario
{{- end }}
- name: results
  emptyDir: {}
{{- if .Values.clusterKey.secret }}
- name: key
  secret:
    secretName: {{ .Values.clusterKey.secret }}
{{- end }}
{{- end -}}

{{- define "swarm.podAnnotations" -}}
swarm/scenario: {{ .Values.scenario | toYaml | sha256sum }} # a new scenario makes new pods
{{- with .Values.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end -}}
